"""Each query of the Shopify channel is one that Shopify's schema has."""

from __future__ import annotations

import pytest

pytest.importorskip("graphql", reason="queries are checked with graphql-core")

from graphql import parse, validate

from tests.hub.shopify.schema import DOCUMENTS, PART, WHOLE_VARIABLE, part, path_of_whole, whole, write_part


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_query_fits_the_part_of_the_schema_that_is_kept_here(name: str) -> None:
    assert validate(part(), parse(DOCUMENTS[name])) == []


def test_the_queries_fit_the_whole_schema_of_which_the_part_is_a_part() -> None:
    path = path_of_whole()
    if not path:
        pytest.skip(f"{WHOLE_VARIABLE} names no introspection of Shopify's Admin API 2026-10")
    schema = whole(path)
    faults = {name: validate(schema, parse(document)) for name, document in DOCUMENTS.items()}
    assert not any(faults.values()), faults
    assert write_part(schema) == PART.read_text()

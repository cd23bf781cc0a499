"""Each query of the Vendure channel is one that the schema of a Vendure that runs has."""

from __future__ import annotations

import pytest

pytest.importorskip("graphql", reason="queries are checked with graphql-core")

from graphql import build_client_schema, get_introspection_query, parse, validate

from shopwright.hub.channels.vendure import order_queries, product_writes, queries
from tests.hub.vendure.shop import Vendure

pytestmark = pytest.mark.postgres
_DOCUMENTS = {
    name: text
    for module in (queries, product_writes, order_queries)
    for name, text in vars(module).items()
    if name.isupper() and not name.startswith("_") and isinstance(text, str)
}


def test_the_queries_fit_the_schema_of_vendure(vendure: Vendure) -> None:
    schema = build_client_schema(vendure.owner(get_introspection_query()))
    faults = {name: validate(schema, parse(document)) for name, document in _DOCUMENTS.items()}
    assert len(faults) > 20
    assert not any(faults.values()), faults

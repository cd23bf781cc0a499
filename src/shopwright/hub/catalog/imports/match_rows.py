"""Finds what each staged row means for the catalogue: new, changed, as it is, or a clash; a statement takes all rows.

A product with a row to mend is left out whole, so that none is ever half there.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from .models import ImportRun


class Step(NamedTuple):
    """A statement, and what it finds."""

    what: str
    sql: str


_BEGIN = Step(
    "rows beside the variants that have their SKUs",
    """
    CREATE TEMPORARY TABLE import_match ON COMMIT DROP AS
    SELECT r.id, r.number, coalesce(parent.product_key, r.product_key) AS key, r.sku, r.own_id,
           r.variant_facts IS NOT NULL AS has_variant, jsonb_array_length(r.faults) > 0 AS is_faulty,
           nullif(r.product_facts ->> 'title', '') IS NOT NULL AS has_title,
           v.id AS variant_id, v.product_id, '[]'::jsonb AS clashes
    FROM catalog_importrow r
    LEFT JOIN (
        SELECT alias, min(product_key) AS product_key FROM catalog_importrow
        WHERE run_id = %(run)s AND alias <> '' GROUP BY alias
    ) parent ON parent.alias = r.product_key
    LEFT JOIN catalog_variant v
        ON v.workspace_id = %(workspace)s AND v.sku = r.sku AND r.sku <> '' AND r.variant_facts IS NOT NULL
    WHERE r.run_id = %(run)s AND r.outcome <> 'skipped'
    """,
)
_STATISTICS = Step(
    "what the planner needs to know of rows that were copied just now, the texts of facts left out",
    "ANALYZE catalog_importrow (run_id, number, place, product_key, alias, sku, outcome, product_id, variant_id)",
)

_STEPS = (
    Step(
        "a SKU that an earlier row has",
        """
        UPDATE import_match m SET clashes = m.clashes || jsonb_build_array(jsonb_build_array(
            'sku', format('%%s stands on line %%s already', m.sku, f.first),
            'Give each variant a SKU of its own, or take one of the lines out.'))
        FROM (
            SELECT sku, min(number) AS first FROM import_match
            WHERE has_variant AND sku <> '' GROUP BY sku HAVING count(*) > 1
        ) f
        WHERE f.sku = m.sku AND m.has_variant AND f.first < m.number
        """,
    ),
    Step(
        "a product number that is not this workspace's, or whose SKU is another product's",
        """
        UPDATE import_match m SET clashes = m.clashes || jsonb_build_array(CASE WHEN k.product IS NULL
            THEN jsonb_build_array('product_id', format('There is no product %%s', m.own_id),
                                   'Empty the cell for a new product.')
            ELSE jsonb_build_array('sku', format('%%s belongs to “%%s” already', m.sku, k.title),
                                   'Choose another SKU, or move the row to that product.') END)
        FROM (
            SELECT m.id, p.id AS product, other.title FROM import_match m
            LEFT JOIN catalog_product p ON p.id = m.own_id AND p.workspace_id = %(workspace)s
            LEFT JOIN catalog_product other ON other.id = m.product_id
            WHERE m.own_id IS NOT NULL
        ) k
        WHERE k.id = m.id AND (k.product IS NULL OR m.product_id <> m.own_id)
        """,
    ),
    Step(
        "the product of a row by its number",
        """
        UPDATE import_match SET product_id = own_id WHERE own_id IS NOT NULL AND product_id IS NULL AND clashes = '[]'
        """,
    ),
    Step(
        "rows of one product whose SKUs are several products'",
        """
        UPDATE import_match m SET clashes = m.clashes || jsonb_build_array(jsonb_build_array(
            'sku', format('%%s belongs to “%%s”, another row of this product to “%%s”', m.sku, own.title, first.title),
            'Take the row out, or choose another SKU.'))
        FROM (
            SELECT key, (array_agg(product_id ORDER BY number))[1] AS first FROM import_match
            WHERE product_id IS NOT NULL GROUP BY key HAVING min(product_id) <> max(product_id)
        ) g, catalog_product own, catalog_product first
        WHERE g.key = m.key AND m.product_id <> g.first AND own.id = m.product_id AND first.id = g.first
        """,
    ),
    Step(
        "the first row and the product of all rows with a key",
        """
        CREATE TEMPORARY TABLE import_placed ON COMMIT DROP AS
        SELECT m.id, m.number, m.sku, m.has_variant, m.is_faulty, m.has_title, m.variant_id, m.clashes,
               g.place, g.size, g.product_id
        FROM import_match m JOIN (
            SELECT key, min(number) AS place, count(*) AS size,
                   (array_agg(product_id ORDER BY number) FILTER (WHERE product_id IS NOT NULL))[1] AS product_id
            FROM import_match GROUP BY key
        ) g ON g.key = m.key
        """,
    ),
    Step("", "DROP TABLE import_match"),
    Step("", "ALTER TABLE import_placed RENAME TO import_match"),
    Step("", "ANALYZE import_match"),
    Step(
        "a product that rows of several keys change",
        """
        UPDATE import_match m SET place = g.place, size = g.size
        FROM (
            SELECT product_id, min(place) AS place, count(*) AS size FROM import_match
            WHERE product_id IS NOT NULL GROUP BY product_id HAVING min(place) <> max(place)
        ) g
        WHERE g.product_id = m.product_id
        """,
    ),
    Step(
        "new products without a title, or without a variant",
        """
        UPDATE import_match m SET clashes = m.clashes || jsonb_build_array(CASE WHEN NOT g.has_title
            THEN jsonb_build_array('title', CASE WHEN m.sku = '' THEN 'A new product has no title'
                     ELSE format('No product has the SKU %%s, and a new one has no title', m.sku) END,
                     'Correct the SKU, or add a title.')
            ELSE jsonb_build_array('sku', 'The product has no variant', 'Add a row with a SKU for it.') END)
        FROM (
            SELECT place, bool_or(has_title) AS has_title, bool_or(has_variant) AS has_variant FROM import_match
            WHERE product_id IS NULL GROUP BY place
        ) g
        WHERE g.place = m.place AND m.number = m.place AND NOT (g.has_title AND g.has_variant)
        """,
    ),
)
_MIXED = Step(
    "products whose rows do not all say the same about it",
    """
    CREATE TEMPORARY TABLE import_mixed ON COMMIT DROP AS
    SELECT DISTINCT m.place FROM import_match m JOIN catalog_importrow r ON r.id = m.id
    JOIN catalog_importrow first ON first.run_id = %(run)s AND first.number = m.place
    WHERE m.size > 1 AND m.number > m.place AND r.product_facts <> first.product_facts
    """,
)
_CONFLICTS = Step(
    "rows of one product that say different things about it",
    """
    UPDATE import_match m SET clashes = m.clashes || c.clashes
    FROM (
        SELECT number, jsonb_agg(jsonb_build_array(name,
            format('“%%s” here, “%%s” on line %%s', left(value #>> '{}', 60), left(first #>> '{}', 60), place),
            'Write the same in all rows of a product.')) AS clashes
        FROM (
            SELECT m.number, m.place, f.name, f.value,
                   first_value(f.value) OVER (PARTITION BY m.place, f.name ORDER BY m.number) AS first
            FROM import_match m JOIN catalog_importrow r ON r.id = m.id, jsonb_each(r.product_facts) AS f(name, value)
            WHERE m.place IN (SELECT place FROM import_mixed)
        ) facts
        WHERE value <> first GROUP BY number
    ) c
    WHERE c.number = m.number
    """,
)
_FACTS = Step(
    "what all rows of a product say of it together, the first one first",
    """
    CREATE TEMPORARY TABLE import_facts ON COMMIT DROP AS
    SELECT m.place, m.product_id, r.product_facts AS facts
    FROM import_match m JOIN catalog_importrow r ON r.id = m.id
    WHERE m.number = m.place AND m.product_id IS NOT NULL AND m.place NOT IN (SELECT place FROM import_mixed)
    UNION ALL
    SELECT m.place, m.product_id, jsonb_object_agg(f.name, f.value ORDER BY m.number DESC)
    FROM import_match m JOIN catalog_importrow r ON r.id = m.id, jsonb_each(r.product_facts) AS f(name, value)
    WHERE m.product_id IS NOT NULL AND m.place IN (SELECT place FROM import_mixed) GROUP BY m.place, m.product_id
    """,
)
_OUTCOMES = Step(
    "the outcome of each row",
    """
    UPDATE catalog_importrow r SET place = n.place, product_id = n.product_id, variant_id = n.variant_id,
        clashes = n.clashes, outcome = n.outcome
    FROM (
    SELECT m.id, m.place, m.product_id, m.variant_id, m.clashes, CASE
            WHEN m.is_faulty OR m.clashes <> '[]' THEN 'faulty'
            WHEN g.is_faulty THEN 'held'
            WHEN m.product_id IS NULL OR (m.has_variant AND m.variant_id IS NULL) THEN 'create'
            WHEN (m.number = m.place AND d.place IS NOT NULL) OR v.id IS NOT NULL THEN 'update'
            ELSE 'same' END AS outcome
    FROM import_match m
    JOIN (
        SELECT place, bool_or(is_faulty OR clashes <> '[]') AS is_faulty FROM import_match GROUP BY place
    ) g ON g.place = m.place
    LEFT JOIN (
        SELECT f.place FROM import_facts f JOIN catalog_product p ON p.id = f.product_id
        WHERE NOT (to_jsonb(p) @> (f.facts - 'tags' - 'attributes')
            AND (NOT f.facts ? 'tags' OR to_jsonb(p.tags) = f.facts -> 'tags')
            AND (NOT f.facts ? 'attributes' OR p.attributes @> (f.facts -> 'attributes')))
    ) d ON d.place = m.place
    LEFT JOIN (
        SELECT s.id FROM catalog_importrow s JOIN catalog_variant v ON v.workspace_id = %(workspace)s AND v.sku = s.sku
        WHERE s.run_id = %(run)s AND s.variant_facts IS NOT NULL AND NOT (to_jsonb(v) @> (s.variant_facts - 'options')
            AND (NOT s.variant_facts ? 'options' OR v.options = s.variant_facts -> 'options'))
    ) v ON v.id = m.id
    ) n
    WHERE r.id = n.id AND (r.place, r.product_id, r.variant_id, r.clashes, r.outcome)
        IS DISTINCT FROM (n.place, n.product_id, n.variant_id, n.clashes, n.outcome)
    """,
)


_MARK = """
    SELECT concat_ws(' ', v.count, v.sum, p.count, p.sum) FROM
        (SELECT count(*), sum(hashint8extended(id, xmin::text::bigint)) FROM catalog_variant
         WHERE workspace_id = %(workspace)s) v,
        (SELECT count(*), sum(hashint8extended(id, xmin::text::bigint)) FROM catalog_product
         WHERE workspace_id = %(workspace)s) p
"""


def match_anew(run: ImportRun) -> None:
    """Match a run's rows once more, unless the catalogue is as it was when they were matched."""
    if run.carry.get("catalogue") != _mark(run.workspace_id):
        match(run)


def _mark(workspace_id: int) -> str:
    """A text that is another one once a product or a variant was made, changed or removed.

    It is made of the rows' versions, which every write of a row changes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"workspace": workspace_id})
        (mark,) = cursor.fetchone() or ("",)
    return str(mark)


def match(run: ImportRun) -> None:
    """Give every staged row its outcome, as the catalogue is now, and count them. Within a transaction."""
    own_words = run.reading.source in ("plain", "own")
    steps = (
        _STATISTICS,
        _BEGIN,
        *_STEPS,
        _MIXED,
        *((_CONFLICTS,) if own_words else ()),
        _FACTS,
        _OUTCOMES,
    )
    values = {"run": run.pk, "workspace": run.workspace_id}
    mark = _mark(run.workspace_id)
    with connection.cursor() as cursor:
        for step in steps:
            cursor.execute(step.sql, values)
        cursor.execute("DROP TABLE import_match, import_mixed, import_facts")
    run.carry = {"catalogue": mark}
    count(run)


def count(run: ImportRun) -> None:
    """Count the run's rows by outcome, and its new and changed products."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, count(*) FROM catalog_importrow WHERE run_id = %s GROUP BY outcome", [run.pk])
        counts = {str(outcome): int(number) for outcome, number in cursor.fetchall()}
        cursor.execute(
            "SELECT count(DISTINCT place) FROM catalog_importrow WHERE run_id = %s AND outcome = 'create' "
            "AND (product_id IS NULL OR is_new_product)",
            [run.pk],
        )
        (counts["products"],) = cursor.fetchone() or (0,)
    run.counts = {**counts, **({"kept": run.counts["kept"]} if "kept" in run.counts else {})}

"""Writes staged rows into the catalogue, whole products in each transaction, and keeps what was there before."""

from __future__ import annotations

from typing import Any

from django.db import connection

from shopwright.hub.catalog.services import announce_changed

from .history import without_history
from .models import ImportRun

#: Rows of one transaction, give or take a product's.
CHUNK = 5_000

_UPPER = """
    SELECT coalesce(
        (SELECT place FROM catalog_importrow WHERE run_id = %(run)s AND place > %(cursor)s
            AND outcome IN ('create', 'update') ORDER BY place OFFSET %(chunk)s LIMIT 1),
        (SELECT max(place) FROM catalog_importrow WHERE run_id = %(run)s AND place > %(cursor)s
            AND outcome IN ('create', 'update')))
"""
_LOCKS = (
    """
    SELECT p.id FROM catalog_product p WHERE p.id IN (
        SELECT product_id FROM catalog_importrow WHERE run_id = %(run)s AND place > %(cursor)s AND place <= %(upper)s
    ) ORDER BY p.id FOR UPDATE
    """,
    """
    SELECT v.id FROM catalog_variant v WHERE v.id IN (
        SELECT variant_id FROM catalog_importrow WHERE run_id = %(run)s AND place > %(cursor)s AND place <= %(upper)s
    ) ORDER BY v.id FOR UPDATE
    """,
)
#: Products that somebody else changed since the rows were matched; they are left out. The lookup is lateral: a
#: planner that believes the catalogue empty would else read all of it once for each row.
_STALE = """
    SELECT DISTINCT r.place FROM catalog_importrow r
    LEFT JOIN LATERAL (
        SELECT i.id, i.product_id FROM catalog_variant i
        WHERE i.workspace_id = %(workspace)s AND i.sku = r.sku AND r.variant_facts IS NOT NULL LIMIT 1
    ) v ON true
    LEFT JOIN catalog_product p ON p.id = r.product_id
    WHERE r.run_id = %(run)s AND r.place > %(cursor)s AND r.place <= %(upper)s
        AND r.outcome IN ('create', 'update', 'same')
        AND (v.id IS DISTINCT FROM r.variant_id OR (r.product_id IS NOT NULL AND p.id IS NULL)
            OR (v.id IS NOT NULL AND v.product_id <> r.product_id))
"""
_LEAVE_OUT = """
    UPDATE catalog_importrow SET outcome = 'faulty', clashes = clashes || jsonb_build_array(jsonb_build_array(
        'sku', 'Somebody changed this product while the import ran', 'Send the rows again.'))
    WHERE run_id = %(run)s AND outcome IN ('create', 'update', 'same') AND place = ANY(%(stale)s)
"""
_STEPS = (
    # The products of the chunk, with all that their rows say of them, the first row's word first. New ones have ids in
    # the order of the file, which lists show.
    """
    CREATE TEMPORARY TABLE import_group ON COMMIT DROP AS
    SELECT place, is_new, facts, CASE WHEN is_new
        THEN nextval(pg_get_serial_sequence('catalog_product', 'id')) ELSE product_id END AS product_id
    FROM (
        SELECT place, min(product_id) AS product_id, min(product_id) IS NULL AS is_new,
               CASE WHEN count(DISTINCT product_facts) = 1 THEN (array_agg(product_facts))[1] ELSE (
                   SELECT coalesce(jsonb_object_agg(f.name, f.value ORDER BY o.number DESC), '{}')
                   FROM catalog_importrow o, jsonb_each(o.product_facts) AS f(name, value)
                   WHERE o.run_id = %(run)s AND o.place = r.place AND o.outcome IN ('create', 'update', 'same')
               ) END AS facts
        FROM catalog_importrow r
        WHERE run_id = %(run)s AND place > %(cursor)s AND place <= %(upper)s
            AND outcome IN ('create', 'update', 'same')
        GROUP BY place HAVING bool_or(outcome IN ('create', 'update')) ORDER BY place
    ) AS found
    """,
    "CREATE INDEX ON import_group (place)",
    """
    INSERT INTO catalog_product (id, workspace_id, title, description, brand, tags, attributes, category,
        weight_grams, length_mm, width_mm, height_mm, origin, is_fragile, is_hazmat, packing_note, is_archived,
        created_at, updated_at)
    SELECT g.product_id, %(workspace)s, n.title, coalesce(n.description, ''), coalesce(n.brand, ''),
           coalesce(n.tags, '{}'), coalesce(n.attributes, '{}'), '{}', n.weight_grams, n.length_mm, n.width_mm,
           n.height_mm, coalesce(n.origin, ''), coalesce(n.is_fragile, false), coalesce(n.is_hazmat, false),
           coalesce(n.packing_note, ''), coalesce(n.is_archived, false), now(), now()
    FROM import_group g, jsonb_populate_record(NULL::catalog_product, g.facts) n
    WHERE g.is_new ORDER BY g.place
    """,
    # Each row is written once, with the ids of what it makes and with what was there before.
    """
    UPDATE catalog_importrow r SET product_id = g.product_id, is_new_product = g.is_new, is_applied = true,
        variant_id = CASE WHEN r.outcome = 'create' AND r.variant_facts IS NOT NULL
            THEN nextval(pg_get_serial_sequence('catalog_variant', 'id')) ELSE r.variant_id END,
        variant_before = CASE WHEN r.outcome = 'update' AND r.variant_id IS NOT NULL THEN (
            SELECT coalesce(jsonb_object_agg(name, now.facts -> name), '{}')
            FROM (SELECT to_jsonb(v) AS facts FROM catalog_variant v WHERE v.id = r.variant_id OFFSET 0) now,
                 jsonb_object_keys(r.variant_facts) AS name) END
    FROM import_group g
    WHERE r.run_id = %(run)s AND r.place > %(cursor)s AND r.place <= %(upper)s AND r.place = g.place
        AND r.outcome IN ('create', 'update')
    """,
    # Of known products those that differ stay.
    "DELETE FROM import_group WHERE is_new",
    """
    DELETE FROM import_group g USING catalog_product p WHERE p.id = g.product_id
        AND to_jsonb(p) @> (g.facts - 'tags' - 'attributes')
        AND (NOT g.facts ? 'tags' OR to_jsonb(p.tags) = g.facts -> 'tags')
        AND (NOT g.facts ? 'attributes' OR p.attributes @> (g.facts -> 'attributes'))
    """,
    """
    UPDATE import_group g
    SET facts = g.facts || jsonb_build_object('attributes', p.attributes || (g.facts -> 'attributes'))
    FROM catalog_product p WHERE p.id = g.product_id AND g.facts ? 'attributes'
    """,
    """
    UPDATE catalog_importrow r SET product_before = b.before, product_facts = g.facts
    FROM import_group g JOIN catalog_product p ON p.id = g.product_id,
        LATERAL (SELECT jsonb_object_agg(name, now.facts -> name) AS before
                 FROM (SELECT to_jsonb(p) AS facts OFFSET 0) now, jsonb_object_keys(g.facts) AS name) b
    WHERE r.run_id = %(run)s AND r.number = g.place
    """,
    """
    UPDATE catalog_product p SET (title, description, brand, tags, attributes, weight_grams, length_mm, width_mm,
            height_mm, origin, is_fragile, is_hazmat, packing_note, is_archived, updated_at)
        = (SELECT n.title, n.description, n.brand, n.tags, n.attributes, n.weight_grams, n.length_mm, n.width_mm,
                  n.height_mm, n.origin, n.is_fragile, n.is_hazmat, n.packing_note, n.is_archived, now()
           FROM jsonb_populate_record(p, g.facts) n)
    FROM import_group g WHERE p.id = g.product_id
    """,
    "DROP TABLE import_group",
    """
    UPDATE catalog_variant v SET (gtin, options, price, currency, cost)
        = (SELECT n.gtin, n.options, n.price, n.currency, n.cost FROM jsonb_populate_record(v, r.variant_facts) n)
    FROM catalog_importrow r
    WHERE r.run_id = %(run)s AND r.place > %(cursor)s AND r.place <= %(upper)s AND r.outcome = 'update'
        AND v.id = r.variant_id AND r.variant_before IS NOT NULL
    """,
    """
    INSERT INTO catalog_variant (id, workspace_id, product_id, sku, gtin, options, price, currency, cost, position)
    SELECT r.variant_id, %(workspace)s, r.product_id, r.sku, coalesce(n.gtin, ''), coalesce(n.options, '[]'), n.price,
           coalesce(n.currency, ''), n.cost,
           least(32767, coalesce((SELECT max(position) + 1 FROM catalog_variant o WHERE o.product_id = r.product_id), 0)
               + row_number() OVER (PARTITION BY r.product_id ORDER BY r.number) - 1)
    FROM catalog_importrow r, jsonb_populate_record(NULL::catalog_variant, r.variant_facts) n
    WHERE r.run_id = %(run)s AND r.place > %(cursor)s AND r.place <= %(upper)s AND r.outcome = 'create'
        AND r.variant_facts IS NOT NULL
    ORDER BY r.number
    """,
)
_WRITTEN = """
    SELECT variant_id FROM catalog_importrow
    WHERE run_id = %(run)s AND place > %(cursor)s AND place <= %(upper)s AND is_applied
"""
#: A chunk is small beside its tables, and what the planner knows of those is old: it finds each row by its index.
_BY_INDEX = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off"


def apply_chunk(run: ImportRun) -> bool:
    """Write the next products, and move the run's cursor; returns whether there were any. Within a transaction.

    History is not kept row by row: the run and its file are the history of what it changed.
    """
    values: dict[str, Any] = {"run": run.pk, "workspace": run.workspace_id, "cursor": run.cursor, "chunk": CHUNK}
    with connection.cursor() as cursor:
        cursor.execute(_UPPER, values)
        (upper,) = cursor.fetchone() or (None,)
        if upper is None:
            return False
        values["upper"] = upper
        with without_history():
            cursor.execute(_BY_INDEX)
            for statement in _LOCKS:
                cursor.execute(statement, values)
            cursor.execute(_STALE, values)
            values["stale"] = [place for (place,) in cursor.fetchall()]
            for statement in (*([_LEAVE_OUT] if values["stale"] else []), *_STEPS):
                cursor.execute(statement, values)
        cursor.execute(_WRITTEN, values)
        written = cursor.fetchall()
    announce_changed([variant_id for (variant_id,) in written if variant_id is not None])
    run.done += len(written)
    run.cursor = upper
    return True

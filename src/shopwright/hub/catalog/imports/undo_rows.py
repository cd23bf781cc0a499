"""Takes back what a run wrote, from its end to its beginning. What was changed or used since stays, and is counted."""

from __future__ import annotations

from typing import Any

from django.db import connection

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.services import announce_changed, variants_in_use

from .history import without_history
from .models import ImportRow, ImportRun

#: Rows of one transaction, give or take a product's.
CHUNK = 1_000

_LOWER = """
    SELECT coalesce(
        (SELECT place FROM catalog_importrow WHERE run_id = %(run)s AND place < %(cursor)s AND is_applied
            ORDER BY place DESC OFFSET %(chunk)s LIMIT 1),
        (SELECT min(place) FROM catalog_importrow WHERE run_id = %(run)s AND place < %(cursor)s AND is_applied))
"""
_VARIANTS = """
    UPDATE catalog_variant v SET (gtin, options, price, currency, cost)
        = (SELECT n.gtin, n.options, n.price, n.currency, n.cost FROM jsonb_populate_record(v, r.variant_before) n)
    FROM catalog_importrow r
    WHERE r.run_id = %(run)s AND r.place >= %(lower)s AND r.place < %(cursor)s AND r.is_applied
        AND v.id = r.variant_id AND r.variant_before IS NOT NULL
        AND to_jsonb(v) @> (r.variant_facts - 'options')
        AND (NOT r.variant_facts ? 'options' OR v.options = r.variant_facts -> 'options')
    RETURNING r.id
"""
_PRODUCTS = """
    UPDATE catalog_product p SET (title, description, brand, tags, attributes, weight_grams, length_mm, width_mm,
            height_mm, origin, is_fragile, is_hazmat, packing_note, is_archived, updated_at)
        = (SELECT n.title, n.description, n.brand, n.tags, n.attributes, n.weight_grams, n.length_mm, n.width_mm,
                  n.height_mm, n.origin, n.is_fragile, n.is_hazmat, n.packing_note, n.is_archived, now()
           FROM jsonb_populate_record(p, r.product_before) n)
    FROM catalog_importrow r
    WHERE r.run_id = %(run)s AND r.place >= %(lower)s AND r.place < %(cursor)s AND r.is_applied
        AND p.id = r.product_id AND r.product_before IS NOT NULL
        AND to_jsonb(p) @> (r.product_facts - 'tags')
        AND (NOT r.product_facts ? 'tags' OR to_jsonb(p.tags) = r.product_facts -> 'tags')
    RETURNING r.id
"""
_NEW_VARIANTS = """
    SELECT v.id FROM catalog_importrow r JOIN catalog_variant v ON v.id = r.variant_id
    WHERE r.run_id = %(run)s AND r.place >= %(lower)s AND r.place < %(cursor)s AND r.is_applied
        AND r.outcome = 'create' AND r.variant_facts IS NOT NULL AND to_jsonb(v) @> (r.variant_facts - 'options')
    FOR UPDATE OF v
"""
_EMPTY_PRODUCTS = """
    SELECT p.id FROM catalog_product p WHERE p.id IN (
        SELECT product_id FROM catalog_importrow
        WHERE run_id = %(run)s AND place >= %(lower)s AND place < %(cursor)s AND is_new_product
    ) AND NOT EXISTS (SELECT FROM catalog_variant v WHERE v.product_id = p.id)
    AND NOT EXISTS (SELECT FROM catalog_productpicture i WHERE i.product_id = p.id)
    FOR UPDATE OF p
"""
#: What stays: a value that is neither as it was before nor gone.
_SETTLE = """
    UPDATE catalog_importrow r SET is_applied = (
        (r.outcome = 'create' AND r.variant_facts IS NOT NULL
            AND EXISTS (SELECT FROM catalog_variant v WHERE v.id = r.variant_id))
        OR (r.is_new_product AND r.variant_facts IS NULL
            AND EXISTS (SELECT FROM catalog_product p WHERE p.id = r.product_id))
        OR (r.variant_before IS NOT NULL AND NOT r.id = ANY(%(variants)s))
        OR (r.product_before IS NOT NULL AND NOT r.id = ANY(%(products)s)))
    WHERE r.run_id = %(run)s AND r.place >= %(lower)s AND r.place < %(cursor)s AND r.is_applied
"""


def undo_chunk(run: ImportRun) -> bool:
    """Take back the products before the run's cursor, and move it; returns whether there were any."""
    values: dict[str, Any] = {"run": run.pk, "cursor": run.cursor, "chunk": CHUNK}
    with connection.cursor() as cursor:
        cursor.execute(_LOWER, values)
        (lower,) = cursor.fetchone() or (None,)
        if lower is None:
            return False
        values["lower"] = lower
        rows = ImportRow.objects.filter(run=run, place__gte=lower, place__lt=run.cursor, is_applied=True)
        written = list(rows.values_list("variant_id", flat=True))
        with without_history():
            cursor.execute(_VARIANTS, values)
            values["variants"] = [row for (row,) in cursor.fetchall()]
            cursor.execute(_PRODUCTS, values)
            values["products"] = [row for (row,) in cursor.fetchall()]
            cursor.execute(_NEW_VARIANTS, values)
            made = {variant for (variant,) in cursor.fetchall()}
            Variant.objects.filter(pk__in=made - variants_in_use(made)).delete()
            cursor.execute(_EMPTY_PRODUCTS, values)
            Product.objects.filter(pk__in=[product for (product,) in cursor.fetchall()]).delete()
        cursor.execute(_SETTLE, values)
    announce_changed([variant_id for variant_id in written if variant_id is not None])
    run.done += len(written)
    run.cursor = lower
    return True

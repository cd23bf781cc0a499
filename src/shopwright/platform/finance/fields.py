"""Which amounts the Partner API names in a breakdown, read from its contract: each of them is answered, 0 where it is
not in an account."""

from __future__ import annotations

from shopwright.contract.load import once, operation, resolve, schema


@once
def fields_of(operation_id: str, *path: str) -> tuple[str, ...]:
    """The plain fields at a place below an operation's data; a list counts as its members."""
    node = schema(operation(operation_id).reply)
    for name in path:
        node = resolve(node.properties[name])
        node = resolve(node.items) if node.items else node
    return tuple(name for name, field in node.properties.items() if resolve(field).type == "string")


@once
def groups_of_amounts() -> dict[str, str]:
    """The field of every amount that an order's account may have, with its group in ``Amounts``."""
    groups: dict[str, str] = {}
    for operation_id, rows in (
        ("getTransactionsByOrder", "sku_transactions"),
        ("getTransactionsByStatement", "transactions"),
        ("getUnsettledTransactions", "transactions"),
    ):
        for group, path in PLACES.items():
            if path[0] in _nested(operation_id, rows):
                groups |= {name: group for name in fields_of(operation_id, rows, *path) if name not in groups}
    return groups


#: Where the groups of ``Amounts`` stand in a row of transactions.
PLACES = {
    "revenue": ("revenue_breakdown",),
    "shipping": ("shipping_cost_breakdown",),
    "fees": ("fee_tax_breakdown", "fee"),
    "taxes": ("fee_tax_breakdown", "tax"),
    "shipping_notes": ("shipping_cost_breakdown", "supplementary_component"),
    "notes": ("supplementary_component",),
}


def _nested(operation_id: str, rows: str) -> frozenset[str]:
    node = resolve(schema(operation(operation_id).reply).properties[rows])
    assert node.items is not None
    return frozenset(resolve(node.items).properties)

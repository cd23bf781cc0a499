"""What the platform does to a product: verdicts, take-downs, freezes, appeals."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .errors import PRODUCT_DOES_NOT_EXIST, STATUS_FORBIDS
from .product import Product
from .product_change import change_product
from .size_charts.appeals import APPROVED, REJECTED, decide_appeal
from .states import UNDECIDED, AuditStatus, ProductEvent

#: Acts that give a verdict, on an appeal about a size chart too, and acts that change the state alone.
VERDICTS = {
    "PASS_AUDIT": AuditStatus.APPROVED,
    "PRE_APPROVE": AuditStatus.PRE_APPROVED,
    "FAIL_AUDIT": AuditStatus.FAILED,
}
APPEAL_ACTS = {"APPROVE_SIZE_CHART": APPROVED, "REJECT_SIZE_CHART": REJECTED}
STATE_ACTS = {
    "PLATFORM_DEACTIVATE": ProductEvent.PLATFORM_DEACTIVATE,
    "FREEZE": ProductEvent.FREEZE,
    "WIN_APPEAL": ProductEvent.WIN_APPEAL,
}


def platform_act(tx: Tx, shop: Shop, product_id: str, act: str, reasons: Sequence[str]) -> Product:
    """Do one of ``VERDICTS``, ``APPEAL_ACTS`` or ``STATE_ACTS``; 12052901 when the product's state forbids it."""
    change = change_product(tx, shop, product_id)
    if change is None:
        raise PRODUCT_DOES_NOT_EXIST(product_id=product_id[:40])
    product = change.product
    if act in STATE_ACTS:
        change.act(STATE_ACTS[act], reasons[0] if reasons else "")
    elif act in APPEAL_ACTS:
        decide_appeal(tx, shop, change, APPEAL_ACTS[act], reasons[0] if reasons else "")
    elif product.audit.status in UNDECIDED:
        change.judge(VERDICTS[act], reasons)
    else:
        raise STATUS_FORBIDS(status=f"not under audit ({product.audit.status})")
    return product

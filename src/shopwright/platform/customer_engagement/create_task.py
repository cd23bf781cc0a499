"""Creates engagement tasks, and says what shops may use."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.customer_service.coupons import sendable_coupon
from shopwright.platform.customer_service.texts import sensitive_word
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.wire.ids import IdKind

from .errors import NO_ACCESS, OWN_TEXT_FORBIDDEN, TASK_NOT_CREATED, TEXT_AGAINST_POLICY
from .rules import check_cards, check_task
from .store import EngagementPermissions, Tasks
from .task import Task
from .templates import Template, find_template, language_of


def check_access(tx: Tx, shop: Shop) -> None:
    """68009001 where the shop may not use customer engagement."""
    if not tx[EngagementPermissions].get(shop.shop_id).fundamental:
        raise NO_ACCESS()


def check_own_text(tx: Tx, shop: Shop, title: str, body: str) -> None:
    """68008016 where the shop may send no text of its own, 68008004 where this one may not be sent."""
    if not tx[EngagementPermissions].get(shop.shop_id).custom_message:
        raise OWN_TEXT_FORBIDDEN()
    if word := sensitive_word(f"{title}\n{body}"):
        raise TEXT_AGAINST_POLICY(word=word)


def wanted_template(template_id: str, product_ids: Sequence[str], coupon_ids: Sequence[str]) -> Template:
    """The template of a task with these cards; 68009005 where there is none, or it takes other cards."""
    template = find_template(template_id)
    if template is None:
        raise TASK_NOT_CREATED(reason=f"there is no template {template_id[:40]}")
    check_cards(template, product_ids, coupon_ids)
    return template


def template_text(shop: Shop, template: Template) -> tuple[str, str]:
    """Title and body of a template in the language of the shop's market."""
    language = language_of(region(shop.region).locales[0]) or "en"
    return template.title[language], template.body[language]


def create_task(
    tx: Tx,
    shop: Shop,
    *,
    name: str,
    channel: str,
    end_time: int,
    text: tuple[str, str],
    product_ids: Sequence[str],
    coupon_ids: Sequence[str],
    template_id: str = "",
) -> Task:
    """Create a task with a title and a body; 68009005 where something of it cannot be."""
    check_task(name, channel, end_time, tx.now())
    for product_id in product_ids:
        product = tx[Products].get(shop.shop_id, product_id)
        if product is None or product.live is None:
            raise TASK_NOT_CREATED(reason=f"the shop does not sell the product {product_id[:40]}")
    for coupon_id in coupon_ids:
        if sendable_coupon(tx, shop, coupon_id) is None:
            raise TASK_NOT_CREATED(reason=f"the shop has no coupon {coupon_id[:40]} that may be used")
    task = Task(
        task_id=tx.new_id(IdKind.ENGAGEMENT_TASK),
        name=name,
        channel=channel,
        title=text[0],
        body=text[1],
        created_at=tx.now_ms(),
        end_at=end_time * 1000,
        template_id=template_id,
        product_ids=list(dict.fromkeys(product_ids)),
        coupon_ids=list(dict.fromkeys(coupon_ids)),
    )
    tx[Tasks].add(shop.shop_id, task)
    return task

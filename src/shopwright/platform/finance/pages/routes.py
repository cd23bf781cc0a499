"""The pages of a shop's money."""

from __future__ import annotations

from shopwright.platform.core.pages.page import GET, POST, Page

from . import order_money, statement_detail, statements_list

_SHOP = "/portal/shops/{shop_id}"

PAGES = (
    Page(f"{_SHOP}/files/money.{{kind}}", GET, statements_list.statements_file),
    Page(f"{_SHOP}/money", GET, statements_list.statements_page),
    Page(f"{_SHOP}/money", POST, statements_list.settle_now),
    Page(f"{_SHOP}/money/orders/{{order_id}}", GET, order_money.order_money_page),
    Page(f"{_SHOP}/money/{{statement_id}}", GET, statement_detail.statement_page),
    Page(f"{_SHOP}/money/{{statement_id}}/rows.{{kind}}", GET, statement_detail.statement_file),
)

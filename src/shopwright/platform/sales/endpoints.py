"""The control API's endpoints for orders, packages and claims."""

from __future__ import annotations

from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.sales.cancellations.sandbox import withdraw_cancellation
from shopwright.platform.sales.orders.sandbox.addresses import change_order_address
from shopwright.platform.sales.orders.sandbox.orders import (
    advance_order,
    cancel_order_as_buyer,
    create_order,
    pay_for_order,
)
from shopwright.platform.sales.orders.sandbox.orders_list import list_orders, show_order
from shopwright.platform.sales.packages.sandbox import act_on_package, list_packages, show_package
from shopwright.platform.sales.returns.sandbox import act_on_return, return_order, show_return

ENDPOINTS = (
    Endpoint("GET", "/sandbox/orders", list_orders),
    Endpoint("POST", "/sandbox/orders", create_order),
    Endpoint("GET", "/sandbox/orders/{order_id}", show_order),
    Endpoint("POST", "/sandbox/orders/{order_id}/pay", pay_for_order),
    Endpoint("POST", "/sandbox/orders/{order_id}/advance", advance_order),
    Endpoint("POST", "/sandbox/orders/{order_id}/cancel", cancel_order_as_buyer),
    Endpoint("POST", "/sandbox/orders/{order_id}/return", return_order),
    Endpoint("GET", "/sandbox/returns/{return_id}", show_return),
    Endpoint("POST", "/sandbox/returns/{return_id}/acts", act_on_return),
    Endpoint("POST", "/sandbox/orders/{order_id}/address", change_order_address),
    Endpoint("POST", "/sandbox/cancellations/{cancel_id}/withdraw", withdraw_cancellation),
    Endpoint("GET", "/sandbox/packages", list_packages),
    Endpoint("GET", "/sandbox/packages/{package_id}", show_package),
    Endpoint("POST", "/sandbox/packages/{package_id}/acts", act_on_package),
)

"""Operations on orders; importing the package registers them."""

from __future__ import annotations

from . import external_orders as external_orders
from . import get_order_detail as get_order_detail
from . import get_order_list as get_order_list
from . import price_detail as price_detail

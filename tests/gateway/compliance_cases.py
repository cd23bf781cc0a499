"""Requests that name manufacturers, responsible persons and size charts, and bodies with data of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.harness.calls import Seller
from tests.harness.catalogue import category
from tests.harness.simulations import now
from tests.harness.size_charts import DRESSES, chart_data

from .request_cases import Case, Request, in_path
from .shop_contents import Ids
from .special_order_cases import SPECIAL_ORDERS

#: Data of a person that break no rule, in Ireland, whose telephone prefix is as long as one may be.
_PHONE = {"country_code": "+353", "local_number": "209110101"}
_ADDRESS = {"street_address_line1": "Unit 6", "postal_code": "D12 X4F7", "country": "IE"}
_MANUFACTURER = {"name": "Maker", "email": "a@example.com", "phone_number": _PHONE, "address": "Unit 6, Dublin"}
_PERSON = {**_MANUFACTURER, "address": _ADDRESS}


def _struck_through(ids: Ids, seller: Seller) -> Request:
    price = {"amount": "20.00", "currency": "USD"}
    moment = datetime.fromtimestamp(now(seller.platform), UTC) - timedelta(days=1)
    paid = {**price, "transaction_time": moment.isoformat(), "image": {"uri": ids["image"]}}
    sku = {"id": ids["sku"], "external_sku_id": "E-1", "external_retail_price": price}
    body = {"external_product_id": "P-1", "skus": [{**sku, "external_transaction_price": paid}]}
    return Request({"product_id": ids["product"]}, body=body)


COMPLIANCE = (
    in_path("partialEditManufacturer", "manufacturer_id", "manufacturer", {**_MANUFACTURER}, region="DE"),
    in_path("partialEditResponsiblePerson", "responsible_person_id", "person", {**_PERSON}, region="DE"),
    *(
        Case(
            f"search{kind}s",
            lambda ids, seller, field=field, thing=thing: Request(query={"page_size": 5}, body={field: [ids[thing]]}),
            region="DE",
        )
        for kind, field, thing in (
            ("Manufacturer", "manufacturer_ids", "manufacturer"),
            ("ResponsiblePerson", "responsible_person_ids", "person"),
        )
    ),
    Case("searchSizeCharts", lambda ids, seller: Request(query={"page_size": 5}, body={"ids": [ids["size chart"]]})),
    Case(
        "editSizeChartV2",
        lambda ids, seller: Request(body={"size_chart_id": ids["size chart"], "size_chart_data": chart_data()}),
    ),
    Case(
        "searchProductsForComplianceAuditing",
        lambda ids, seller: Request(query={"page_size": 5}, body={"product_ids": [ids["product"]]}),
    ),
    Case("submitStrikethroughPrice", _struck_through, region="US"),
    *SPECIAL_ORDERS,
    Case("submitSizeChartAppeal", lambda ids, seller: Request(body=_appeal(ids))),
)


def _appeal(ids: Ids) -> dict[str, object]:
    return {
        "product_id": int(ids["dress"]),
        "appeal_message": {
            "field_name": "APPEAL_MESSAGE_FIELD_SIZE_CHART",
            "indicator_details": [{"indicator_type": "REQUIRED_DIMENSION"}],
            "size_chart_id": ids["size chart"],
        },
    }


#: Bodies of operations that name nothing by its id.
OWN_BODIES: Mapping[str, dict[str, Any]] = {
    "createManufacturer": _MANUFACTURER,
    "createResponsiblePerson": _PERSON,
    "createSizeChartV2": {
        "category_id": category(DRESSES),
        "size_chart_mode": "PRODUCT_SCOPED",
        "size_chart_data": chart_data(),
    },
    "uploadFileInit": {
        "file_name": "manual.pdf",
        "file_type": "PDF",
        "file_size": 500,
        "total_chunk_count": 1,
        "target_path": "/product/files/upload",
    },
}

#: The documented codes for what is another seller's.
OF_ANOTHER_SELLER = {
    ("partialEditManufacturer", "manufacturer"): 38023052,
    ("partialEditResponsiblePerson", "person"): 38023052,
}

_WRITES = (
    *("createManufacturer", "createResponsiblePerson"),
    *("partialEditManufacturer", "partialEditResponsiblePerson"),
)

#: The documented codes for a field over its limit.
LIMIT_CODES: Mapping[str, int] = {
    **{f"{name} name": 38023044 for name in _WRITES},
    **{f"{name} address": 38023043 for name in _WRITES},
    **{f"{name} local_number": 38023041 for name in _WRITES},
    **{f"{name} country_code": 38023046 if "Manufacturer" in name else 38023028 for name in _WRITES},
    "registered_trade_name": 38023045,
    "headers name": 36009004,
    **{f"searchProductsForComplianceAuditing {name}": 36009004 for name in ("product_title", "product_ids")},
    **{
        f"address {field}": 38023043
        for field in ("street_address_line1", "street_address_line2", "postal_code", "district", "city", "province")
    },
}


def telephone_text(field: str, size: int) -> str | None:
    """A part of a telephone number of so many characters; ``None`` for another field."""
    if field == "country_code":
        return "+3531"[:size]
    return "1" * size if field == "local_number" else None

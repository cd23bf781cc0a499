"""What the searches of a seller's persons look through: their filters are tried in tests/platform/catalogue."""

from __future__ import annotations

from tests.gateway.compliance_cases import OWN_BODIES
from tests.harness.calls import Seller
from tests.harness.catalogue import category
from tests.harness.size_charts import DRESSES

#: Searches that are not of a shop's rows by time, with their filters.
FILTERS = {
    "searchManufacturers": {"manufacturer_ids", "keyword"},
    "searchResponsiblePersons": {"responsible_person_ids", "keyword"},
    "searchSizeCharts": {"ids", "keyword", "size_chart_mode"},
    "searchProductsForComplianceAuditing": {
        *("product_title", "product_ids", "seller_id", "seller_name", "category_ids", "brand_ids"),
        *("shop_cipher", "category_asset_cipher"),
    },
}

#: The codes that refuse a page token, where they are not 36009004.
TOKEN_CODES = {"searchManufacturers": 38023048, "searchResponsiblePersons": 38023048}


def fill_lists(seller: Seller) -> None:
    """Two rows for each of the lists."""
    market = str(seller.shop["region"])
    for name in ("createManufacturer", "createResponsiblePerson", "createSizeChartV2"):
        own = OWN_BODIES[name]
        body = {**own, "category_id": category(DRESSES, market)} if "category_id" in own else own
        for _ in range(2):
            assert seller.call(name, body).code == 0

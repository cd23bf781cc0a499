"""Ids of another shop's things are ids of nothing, unless the documentation has a code of its own for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from shopwright.contract.load import operations
from shopwright.contract.model import Effect
from shopwright.contract.patches import patched_document
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import Seller
from tests.harness.server import Reply, RunningPlatform
from tests.harness.whole_state import whole_state

from .advice_cases import ADVICE
from .chat_cases import CHATS
from .claim_cases import CLAIMS
from .compliance_cases import COMPLIANCE, OF_ANOTHER_SELLER
from .global_cases import GLOBALS, OF_ANOTHER_GLOBAL
from .money_cases import MONEY
from .order_cases import ORDERS, PACKAGES
from .product_cases import PRODUCTS
from .promotion_cases import OF_ANOTHER as PROMOTIONS_OF_ANOTHER
from .promotion_cases import PROMOTIONS
from .request_cases import Case
from .review_cases import REVIEWS
from .shop_contents import Ids, UnknownIds, fill, seller_in

Answer = tuple[int, int, str]

CASES = (*PRODUCTS, *ORDERS, *PACKAGES, *CLAIMS, *MONEY, *ADVICE, *COMPLIANCE, *CHATS, *REVIEWS, *PROMOTIONS, *GLOBALS)


#: By operation and kind the documented code for what is another's (docs/reference/codes.md#products).
OF_ANOTHER = {
    **PROMOTIONS_OF_ANOTHER,
    **{
        (name, "product"): 12052048
        for name in (
            *("deactivateProducts", "deleteProducts", "recoverProducts", "getProduct"),
            *("editProduct", "partialEditProduct", "updateInventory", "updatePrice"),
        )
    },
    **{
        (name, "warehouse"): 12052530
        for name in ("checkProductListing", "createProduct", "editProduct", "updateInventory")
    },
    ("optimizeImages", "image"): 12052722,
    ("sendMessage", "conversation"): 45102007,
    **{(name, "manufacturer"): 12052285 for name in ("checkProductListing", "createProduct")},
    **{(name, "person"): 12052290 for name in ("checkProductListing", "createProduct")},
    **OF_ANOTHER_SELLER,
    **OF_ANOTHER_GLOBAL,
}


@dataclass
class Shops:
    """Shops of each kind: one whose ids others try, and one whose own things are named.

    They are filled once. After an operation that may change them, a snapshot puts them back before the next case.
    """

    platform: RunningPlatform
    kept: dict[tuple[str, str, bool, bool], tuple[Seller, Ids]] = field(default_factory=dict)
    snapshot_id: str | None = None
    is_changed: bool = False

    def theirs(self, case: Case) -> tuple[Seller, Ids]:
        """A shop that is never changed."""
        return self._kept("theirs", case)

    def mine(self, case: Case) -> tuple[Seller, Ids]:
        """A shop that the case's operation may change, if it changes anything."""
        kept = self._kept("mine", case)
        self.is_changed = operations()[case.operation_id].effect is not Effect.READ
        return kept

    def _kept(self, whose: str, case: Case) -> tuple[Seller, Ids]:
        if self.is_changed:
            self.platform.post(f"/sandbox/snapshots/{self.snapshot_id}/restore")
            self.is_changed = False
        kind = (whose, case.region, case.crosses_border, case.newer)
        if kind not in self.kept:
            seller = seller_in(self.platform, case.region, crosses_border=case.crosses_border, newer=case.newer)
            self.kept[kind] = seller, fill(seller, newer=case.newer)
            if self.snapshot_id is not None:
                self.platform.delete(f"/sandbox/snapshots/{self.snapshot_id}")
            self.snapshot_id = self.platform.post("/sandbox/snapshots", {"name": "filled"})["snapshot_id"]
        return self.kept[kind]


@pytest.fixture(scope="module")
def shops(gateway: RunningPlatform) -> Shops:
    return Shops(gateway)


def kinds_of(case: Case, seller: Seller) -> list[str]:
    """What a request names, in its order."""
    ids = UnknownIds()
    case.build(ids, seller)
    return ids.kinds


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_id_of_another_shop_is_answered_as_one_of_nothing_or_as_documented(case: Case, shops: Shops) -> None:
    theirs, of_theirs = shops.theirs(case)
    mine, of_mine = shops.mine(case)
    unknown, kinds, known = UnknownIds(), kinds_of(case, mine), {*of_mine.values(), *of_theirs.values()}
    before = whole_state(shops.platform, theirs.shop_id)
    answers: dict[str, Answer] = {}
    for foreign in [*([kind] for kind in kinds), kinds]:
        nothing, others = ({kind: ids[kind] for kind in foreign} for ids in (unknown, of_theirs))
        reply = case.build({**of_mine, **nothing}, mine).send(case.operation_id, mine)
        answers[" and ".join(foreign)] = answer = told(reply, nothing, known)
        reply = case.build({**of_mine, **others}, mine).send(case.operation_id, mine)
        documented = {str(OF_ANOTHER.get((case.operation_id, kind), "")) for kind in foreign} - {""}
        text, is_alike = json.dumps(reply.json), told(reply, others, known) == answer
        is_documented = any(code in text and code not in str(answer) for code in documented)
        # Where several ids are another's, the first that is refused decides.
        assert is_documented or (is_alike and (not documented or len(foreign) > 1)), (foreign, text)
    assert whole_state(shops.platform, theirs.shop_id) == before
    reply = case.build(of_mine, mine).send(case.operation_id, mine)
    for kind in kinds:
        own = told(reply, {kind: of_mine[kind]}, known)
        assert own != answers[kind], f"one's own {kind} is answered as nothing is"


def told(reply: Reply, ids: Ids, known: set[str]) -> Answer:
    """What a reply says, some ids replaced by what they are ids of, and those of what it made by the word new."""
    text = json.dumps([reply.message, reply.json["data"]], sort_keys=True)
    for kind, value in ids.items():
        text = text.replace(value, f"<{kind}>")
    text = re.sub(r"[0-9]{17,19}", lambda number: number[0] if number[0] in known else "<new>", text)
    return reply.status, reply.code, text


#: Names of ids that are not of a shop's things: of the catalogue, of carriers and services, of the seller's own making.
OF_NO_SHOP = frozenset(
    {
        *("category_id", "delivery_option_id", "delivery_option_ids", "shipping_template_id", "shipping_service_id"),
        *(
            "provider_id",
            "shipping_provider_id",
            "return_provider_id",
            "warehouse_provider_id",
            "seller_id",
            "reason_id",
        ),
        *("external_global_product_id", "external_global_sku_id", "global_warehouse_id"),
        *("category_ids", "target_property_ids"),
        *("external_product_id", "external_sku_id", "wms_order_id", "value_id", "unit_id"),
        *("external_area_id", "external_surface_id", "gne_async_check_session_id"),
    }
)
#: Ids that are not looked at as ids of a shop's things, by the path's end: numbers of groups and of the catalogue, and
#: what is not built.
NOT_LOOKED_UP = (
    *("splittable_groups.id", "splittable_groups_v2.id", "external_order.id", "line_items.id"),
    *("sub_item_id", "sub_order_line_item_id", "sub_return_line_item_id", "platform_category.id"),
    *("certifications.id", "product_attributes.id", "values.id", "metric_value_module_infos.id", "sales_attributes.id"),
    *("metric_standard_info.id", "checkShippingTemplateExistence shop_id"),
    *("size_chart.template.id", "pod_template_id", "pod_templates.sku_ids", "background_image.uri"),
    *("combined_skus.product_id", "combined_skus.sku_id", "primary_combined_product_id"),
    *("getConversations need_session_id", "getConversation need_session_id"),
    *("template_id", "EngagementTask coupon_ids"),
    *("default_image.uri", "mask_image.uri", "replicated_products.skus.id"),
    "order_info_list.source_unique_id",
    *("table.headers.id", "appeal_message.size_chart_image_uri"),
    *(f"searchProductsForComplianceAuditing {name}" for name in ("brand_ids", "category_ids")),
    *("replicated_products.skus.inventory.warehouse_id", "reason.media.uri", "images.image_id"),
    "sales_properties.id",
)
#: Ids of a product that all operations on products look up in one place; createProduct stands for the others. Uploads
#: are looked up together, whatever they are pictures of: main pictures and those of SKUs stand for the others.
LIKE_OTHERS = (
    *("certifications.images.uri", "size_chart.image.uri", "supplementary_sku_images.uri", "video.id"),
    *("certifications.files.id", "recommendCategory images.uri"),
)
_EDITS = {
    "editProduct": "createProduct",
    "partialEditProduct": "createProduct",
    "updatePromotionActivity": "createPromotionActivity",
    "editGlobalProduct": "createGlobalProduct",
    "partialEditGlobalProduct": "createGlobalProduct",
}

ID_NAME = re.compile(r"(^|_)(ids?|uri)$")


@pytest.mark.parametrize("operation_id", sorted(BUILT))
def test_every_id_that_an_operation_takes_is_tried(operation_id: str, shops: Shops) -> None:
    of_the_same = {operation_id, _EDITS.get(operation_id, operation_id)}
    tried = {path for case in CASES if case.operation_id in of_the_same for path in places_of_ids(case, shops)}
    missing = {
        path
        for path in id_fields(operation_id)
        if path.rsplit(".", 1)[-1] not in OF_NO_SHOP
        and not f"{operation_id} {path}".endswith((*NOT_LOOKED_UP, *LIKE_OTHERS))
    }
    assert missing - tried == set()


def places_of_ids(case: Case, shops: Shops) -> Iterator[str]:
    """Where a case's request names something by its id."""
    ids = UnknownIds()
    request = case.build(ids, shops.theirs(case)[0])
    for part in (request.path, request.query, request.body):
        for path, value in leaves(part, ""):
            if str(value) in ids.values():
                yield path


def leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}".strip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def id_fields(operation_id: str) -> Iterator[str]:
    """Parameters and fields of an operation's request that are ids by their names, with the path to them."""
    operation = operations()[operation_id]
    for parameter in operation.parameters:
        if ID_NAME.search(parameter.name):
            yield parameter.name
    if operation.body is not None:
        yield from _ids_in({"$ref": operation.body.schema}, "", ())


def _ids_in(schema: Mapping[str, Any], path: str, above: tuple[str, ...]) -> Iterator[str]:
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    if name:
        yield from () if name in above else _ids_in(_schemas()[name], path, (*above, name))
        return
    for key, inner in schema.get("properties", {}).items():
        yield from _ids_in(inner, f"{path}.{key}".strip("."), above)
    if "items" in schema:
        yield from _ids_in(schema["items"], path, above)
    elif not schema.get("properties") and ID_NAME.search(path.rsplit(".", 1)[-1]):
        yield path


@cache
def _schemas() -> Mapping[str, Any]:
    document: Any = patched_document()
    schemas: Mapping[str, Any] = document["components"]["schemas"]
    return schemas

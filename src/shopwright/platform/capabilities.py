"""The one list of what each capability brings to the platform. A new capability adds its entry here, and no other file.

Operations register their handlers, and due actions theirs, when their modules are imported; naming the modules here is
what imports them. Tables join the metadata in the same way, by the modules of their repositories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

import msgspec
from starlette.routing import Route

from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.pages import routes as accounts_pages
from shopwright.platform.accounts.replaced_secrets_store import ReplacedSecrets
from shopwright.platform.accounts.sandbox import endpoints as accounts_endpoints
from shopwright.platform.accounts.tokens_store import Tokens
from shopwright.platform.audiences import timers as audience_timers
from shopwright.platform.audiences.store import AudienceFiles, Audiences
from shopwright.platform.buyers.store import Buyers
from shopwright.platform.catalogue.advice import operations as advice_operations
from shopwright.platform.catalogue.combined_listings import sandbox as combined_sandbox
from shopwright.platform.catalogue.compliance import errors as compliance_errors
from shopwright.platform.catalogue.compliance import operations as compliance_operations
from shopwright.platform.catalogue.global_products import operations as global_product_operations
from shopwright.platform.catalogue.global_products import timers as global_product_timers
from shopwright.platform.catalogue.global_products.pages import routes as global_product_pages
from shopwright.platform.catalogue.listing_rules import errors as listing_errors
from shopwright.platform.catalogue.listing_rules import sku_errors
from shopwright.platform.catalogue.opportunities import operations as opportunity_operations
from shopwright.platform.catalogue.opportunities import sandbox as opportunity_sandbox
from shopwright.platform.catalogue.pages import routes as catalogue_pages
from shopwright.platform.catalogue.picture_tasks import operations as picture_operations
from shopwright.platform.catalogue.skpp import operations as skpp_operations
from shopwright.platform.catalogue.stock import operations as stock_operations
from shopwright.platform.catalogue.stock import sandbox as stock_sandbox
from shopwright.platform.catalogue.stock import settings_operations as stock_settings_operations
from shopwright.platform.clock.jobs import Jobs
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.pages.page import Page
from shopwright.platform.core.services import Services
from shopwright.platform.customer_service.pages import routes as customer_service_pages
from shopwright.platform.database.transaction import Contents
from shopwright.platform.demo.catalogue import find_picture
from shopwright.platform.developers.pages import routes as developers_pages
from shopwright.platform.developers.store import Developers, Mails
from shopwright.platform.faults.fault_book import FaultBook
from shopwright.platform.finance.pages import routes as finance_pages
from shopwright.platform.media.drawings.drawn_pictures import DrawnPictures
from shopwright.platform.media.file_store import FileStore
from shopwright.platform.promotion.pages import routes as promotion_pages
from shopwright.platform.reviews.pages import routes as reviews_pages
from shopwright.platform.sales.cancellations import cancellation_change
from shopwright.platform.sales.cancellations import errors as cancellation_errors
from shopwright.platform.sales.cancellations import operations as cancellation_operations
from shopwright.platform.sales.orders import buyer_errors
from shopwright.platform.sales.orders import errors as order_errors
from shopwright.platform.sales.orders import operations as order_operations
from shopwright.platform.sales.orders import timers as order_timers
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages import (
    document_errors,
    document_pages,
    invoices,
    shipping_errors,
    simulated_carrier,
)
from shopwright.platform.sales.packages import errors as package_errors
from shopwright.platform.sales.packages import operations as package_operations
from shopwright.platform.sales.pages import routes as sales_pages
from shopwright.platform.sales.refunds import operations as refund_operations
from shopwright.platform.sales.returns import errors as return_errors
from shopwright.platform.sales.returns import operations as return_operations
from shopwright.platform.sales.returns import timers as return_timers
from shopwright.platform.sales.special_orders import operations as special_order_operations
from shopwright.wire import gateway_codes
from shopwright.wire.errors import ErrorCode

from .accounts import app_secrets, grants
from .accounts import operations as accounts_operations
from .accounts import store as accounts_store
from .buyers import sandbox as buyers_sandbox
from .catalogue import brands_store, product_change
from .catalogue import errors as catalogue_errors
from .catalogue import operations as catalogue_operations
from .catalogue import sandbox as catalogue_sandbox
from .clock import sandbox as clock_sandbox
from .core import idempotency
from .customer_engagement import errors as customer_engagement_errors
from .customer_engagement import operations as customer_engagement_operations
from .customer_engagement import sandbox as customer_engagement_sandbox
from .customer_engagement import store as customer_engagement_store
from .customer_service import errors as customer_service_errors
from .customer_service import operations as customer_service_operations
from .customer_service import sandbox as customer_service_sandbox
from .customer_service import store as customer_service_store
from .customer_service import timers as customer_service_timers
from .developers import errors as developers_errors
from .developers import sandbox as developers_sandbox
from .developers import self_audits
from .developers import store as developers_store
from .finance import day_end, order_accounts, payouts
from .finance import errors as finance_errors
from .finance import operations as finance_operations
from .finance import sandbox as finance_sandbox
from .finance import tables as finance_tables
from .logistics import errors as logistics_errors
from .logistics import operations as logistics_operations
from .media import errors as media_errors
from .media import pages as media_pages
from .media import upload_door
from .promotion import errors as promotion_errors
from .promotion import operations as promotion_operations
from .promotion import sandbox as promotion_sandbox
from .promotion import store as promotion_store
from .promotion import timers as promotion_timers
from .replay import live as replay_live
from .reviews import errors as reviews_errors
from .reviews import operations as reviews_operations
from .reviews import sandbox as reviews_sandbox
from .reviews import search_store as reviews_store
from .reviews import timers as reviews_timers
from .sales import endpoints as sales_endpoints
from .simulation import arrivals, parcel_outcomes, questions, scheduled_actions
from .simulation import sandbox as simulation_sandbox
from .webhooks import operations as webhooks_operations
from .webhooks import pages as webhooks_pages
from .webhooks import sandbox as webhooks_sandbox


class Capability(msgspec.Struct, frozen=True, kw_only=True):
    """What one capability brings.

    ``registers``: modules whose import registers operations, due actions or tables; ``endpoints`` of the control API;
    ``pages`` with the packages of their ``templates``; ``routes`` that are neither; ``errors``: modules of codes;
    ``parts`` of the running platform, each found by its class in :class:`Services`.
    """

    name: str
    registers: tuple[ModuleType, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    pages: tuple[Page, ...] = ()
    templates: tuple[str, ...] = ()
    routes: tuple[Callable[[Services], list[Route]], ...] = ()
    errors: tuple[ModuleType, ...] = ()
    parts: tuple[Callable[[Services], object], ...] = ()


CAPABILITIES = (
    Capability(
        name="accounts",
        registers=(accounts_operations, accounts_store, grants),
        endpoints=accounts_endpoints.ENDPOINTS,
        pages=accounts_pages.PAGES,
        templates=("shopwright.platform.accounts.pages",),
        parts=(lambda services: app_secrets.AppSecrets(services.store),),
    ),
    Capability(
        name="developers",
        registers=(developers_store, self_audits),
        endpoints=developers_sandbox.ENDPOINTS,
        errors=(developers_errors,),
        pages=developers_pages.PAGES,
        templates=("shopwright.platform.developers.pages",),
    ),
    Capability(name="clock", endpoints=clock_sandbox.ENDPOINTS, parts=(lambda services: Jobs(),)),
    Capability(name="faults", parts=(lambda services: FaultBook(services.store),)),
    Capability(
        name="webhooks",
        registers=(webhooks_operations,),
        endpoints=webhooks_sandbox.ENDPOINTS,
        pages=webhooks_pages.PAGES,
        templates=("shopwright.platform.webhooks",),
    ),
    Capability(
        name="media",
        routes=(media_pages.media_routes, upload_door.upload_routes),
        errors=(media_errors,),
        parts=(lambda services: FileStore(services.config.files_address),),
    ),
    Capability(name="logistics", registers=(logistics_operations,), errors=(logistics_errors,)),
    # Before sales, whose pages take the files and acts of any list.
    Capability(
        name="reviews",
        registers=(reviews_operations, reviews_store, reviews_timers),
        endpoints=reviews_sandbox.ENDPOINTS,
        pages=reviews_pages.PAGES,
        templates=("shopwright.platform.reviews.pages",),
        errors=(reviews_errors,),
    ),
    Capability(name="audiences", registers=(audience_timers,)),
    Capability(
        name="customer_service",
        registers=(customer_service_operations, customer_service_store, customer_service_timers),
        endpoints=customer_service_sandbox.ENDPOINTS,
        pages=customer_service_pages.PAGES,
        templates=("shopwright.platform.customer_service.pages",),
        errors=(customer_service_errors,),
    ),
    Capability(
        name="catalogue",
        registers=(
            catalogue_operations,
            stock_operations,
            picture_operations,
            advice_operations,
            opportunity_operations,
            skpp_operations,
            product_change,
            brands_store,
            idempotency,
            compliance_operations,
            global_product_operations,
            global_product_timers,
            stock_settings_operations,
        ),
        endpoints=(
            *stock_sandbox.ENDPOINTS,
            *catalogue_sandbox.ENDPOINTS,
            *opportunity_sandbox.ENDPOINTS,
            *combined_sandbox.ENDPOINTS,
        ),
        pages=(*catalogue_pages.PAGES, *global_product_pages.PAGES),
        templates=("shopwright.platform.catalogue.pages",),
        errors=(catalogue_errors, listing_errors, sku_errors, compliance_errors),
    ),
    Capability(
        name="promotion",
        registers=(promotion_operations, promotion_store, promotion_timers),
        endpoints=promotion_sandbox.ENDPOINTS,
        pages=promotion_pages.PAGES,
        templates=("shopwright.platform.promotion.pages",),
        errors=(promotion_errors,),
    ),
    Capability(
        name="sales",
        registers=(
            order_operations,
            package_operations,
            cancellation_operations,
            refund_operations,
            return_operations,
            special_order_operations,
            cancellation_change,
            order_timers,
            return_timers,
            simulated_carrier,
            invoices,
        ),
        endpoints=sales_endpoints.ENDPOINTS,
        pages=sales_pages.PAGES,
        templates=("shopwright.platform.sales.pages",),
        routes=(document_pages.document_routes,),
        errors=(
            order_errors,
            buyer_errors,
            package_errors,
            shipping_errors,
            document_errors,
            cancellation_errors,
            return_errors,
        ),
    ),
    Capability(name="buyers", endpoints=buyers_sandbox.ENDPOINTS),
    Capability(
        name="finance",
        registers=(finance_operations, finance_tables, order_accounts, day_end, payouts),
        endpoints=finance_sandbox.ENDPOINTS,
        pages=finance_pages.PAGES,
        templates=("shopwright.platform.finance.pages",),
        errors=(finance_errors,),
    ),
    Capability(
        name="customer_engagement",
        registers=(customer_engagement_operations, customer_engagement_store),
        endpoints=customer_engagement_sandbox.ENDPOINTS,
        errors=(customer_engagement_errors,),
    ),
    Capability(
        name="simulation",
        registers=(arrivals, scheduled_actions, questions, parcel_outcomes),
        endpoints=simulation_sandbox.ENDPOINTS,
    ),
    Capability(name="replay", registers=(replay_live,)),
    Capability(name="demo", parts=(lambda services: DrawnPictures(find_picture),)),
)

#: What databases need of the capabilities.
CONTENTS = Contents(
    now_ms=lambda tx: tx[PlatformState].now_ms(),
    prepare=lambda tx: tx[PlatformState].ensure(),
    secrets=(Apps, ReplacedSecrets, Developers, Mails, Tokens, Buyers, Orders, AudienceFiles, Audiences),
)


def error_codes() -> Iterator[ErrorCode]:
    """Every named error code, those of the gateway first."""
    modules = [gateway_codes, *(module for capability in CAPABILITIES for module in capability.errors)]
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, ErrorCode))

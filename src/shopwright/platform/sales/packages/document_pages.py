"""``/documents/…``: labels, slips and waybills, drawn when they are fetched."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.failures import guarded
from shopwright.platform.core.services import Services
from shopwright.platform.documents.draw import draw
from shopwright.platform.documents.model import DocumentData, DocumentFormat, DocumentKind, DocumentSize

from .shipping_documents import Paper, Waybill, data_of, paper_of, waybill_data
from .store import Packages


def document_routes(services: Services) -> list[Route]:
    """The route under which getPackageShippingDocument and the bundles have their files."""

    async def show(request: Request) -> Response:
        paper = paper_of(services.store.vault, request.path_params["token"])
        if paper is None:
            return Response("There is no such document.\n", 404, media_type="text/plain")
        gathered = await services.run(lambda: _gather(services, paper))
        if isinstance(gathered, Response):
            return gathered
        kind, size, form = _shape(paper)
        drawn = await run_in_threadpool(draw, kind, size, form, gathered)
        headers = {
            "cache-control": "private, no-store",
            "content-disposition": f'inline; filename="{_name(paper)}{drawn.suffix}"',
            "x-content-type-options": "nosniff",
        }
        return Response(drawn.content, media_type=drawn.media_type, headers=headers)

    return [Route("/documents/{token}", guarded(services, "documents", show))]


def _gather(services: Services, paper: Paper | Waybill) -> DocumentData | Response:
    with services.store.read() as tx:
        if tx.now_ms() > paper.until:
            return Response("The link has expired: ask for the document again.\n", 410, media_type="text/plain")
        shop = tx[Accounts].shop(paper.shop_id)
        package = tx[Packages].get(paper.shop_id, paper.package_id) if isinstance(paper, Paper) else None
        if shop is None or (isinstance(paper, Paper) and package is None):
            return Response("What it is about is gone.\n", 404, media_type="text/plain")
        if isinstance(paper, Waybill):
            return waybill_data(tx, shop, paper)
        assert package is not None
        return data_of(tx, shop, package, paper.kind)


def _shape(paper: Paper | Waybill) -> tuple[DocumentKind, DocumentSize, DocumentFormat]:
    if isinstance(paper, Waybill):
        return DocumentKind.SHIPPING_LABEL, DocumentSize.A6, DocumentFormat.PDF
    return paper.kind, paper.size, paper.format


def _name(paper: Paper | Waybill) -> str:
    if isinstance(paper, Waybill):
        return f"waybill-{paper.bundle_id}"
    return f"{paper.kind.lower().replace('_', '-')}-{paper.package_id}"

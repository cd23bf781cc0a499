"""Certificates: those that the category asks for or takes, with pictures or PDFs, some with a last day.

At most ten certificates (docs/reference/catalogue.md#limits); ``PAPERS`` each is invented.
"""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.catalogue.category_rules import ProductCertification
from shopwright.platform.catalogue.listing import Certification, Listing

from . import errors as codes
from .attributes import chosen
from .context import ListingContext, holds
from .problem import Problem, problem

CERTIFICATES = 10
PAPERS = 10


def certificates(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052657 too many, 12052656 twice, 12052655 not of the category, then each one's papers and last day."""
    certifications = listing.certifications or []
    if len(certifications) > CERTIFICATES:
        facts = {"id": "list", "count": len(certifications), "most": CERTIFICATES}
        yield problem(codes.CERTIFICATE_TOO_MANY_FILES, "certifications", **facts)
    category = ctx.facts(listing)
    known = (
        {
            product_certification.id: product_certification
            for product_certification in category.rules.product_certifications
        }
        if category
        else {}
    )
    seen: set[str] = set()
    for index, certification in enumerate(certifications):
        field = f"certifications[{index}]"
        if certification.id in seen:
            yield problem(codes.CERTIFICATE_REPEATED, f"{field}.id", id=certification.id)
        seen.add(certification.id)
        if category and certification.id not in known:
            yield problem(codes.CERTIFICATE_UNKNOWN, f"{field}.id", id=certification.id)
        yield from _papers(certification, field, ctx)
        yield from _last_day(certification, known.get(certification.id), field, ctx)


def _papers(certification: Certification, field: str, ctx: ListingContext) -> Iterator[Problem]:
    """12052657 too many, 12052650 a picture and 12052658 a document that was not uploaded."""
    count = len(certification.images or ()) + len(certification.files or ())
    if count > PAPERS:
        yield problem(codes.CERTIFICATE_TOO_MANY_FILES, field, id=certification.id, count=count, most=PAPERS)
    for number, image in enumerate(certification.images or ()):
        if image.uri not in ctx.images:
            yield problem(
                codes.CERTIFICATE_IMAGE_URI, f"{field}.images[{number}].uri", id=certification.id, uri=image.uri
            )
    for number, file in enumerate(certification.files or ()):
        uploaded_file = ctx.files.get(file.id)
        if uploaded_file is None or uploaded_file.kind != "PDF" or file.format.upper() != "PDF":
            yield problem(codes.CERTIFICATE_FILE, f"{field}.files[{number}]", id=certification.id, file=file.id)


def _last_day(
    certification: Certification, rule: ProductCertification | None, field: str, ctx: ListingContext
) -> Iterator[Problem]:
    """12052385: missing where the category asks for it, or past."""
    date = certification.expiration_date
    missing = not date and rule is not None and rule.expiration_date.is_required and not ctx.is_draft
    if missing or (date and date <= ctx.now):
        yield problem(codes.CERTIFICATE_EXPIRY, f"{field}.expiration_date", id=certification.id)


def required_certificates(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052105: required by the category, or by a value of an attribute; a certificate without papers is none."""
    category = ctx.facts(listing)
    if category is None or ctx.is_draft or not category.rules.product_certifications:
        return
    ids = {
        certification.id
        for certification in listing.certifications or ()
        if certification.images or certification.files
    }
    picked = chosen(listing)
    for rule in category.rules.product_certifications:
        if rule.id not in ids and (rule.is_required or holds(rule.requirement_conditions, picked)):
            yield problem(codes.CERTIFICATE_MISSING, "certifications", id=rule.id, name=rule.name)

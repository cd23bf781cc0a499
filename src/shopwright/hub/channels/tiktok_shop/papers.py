"""What TikTok shows beside a product: its size chart and certificates, as they are asked for and sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, Literal

from shopwright.client.api import product_bodies as bodies
from shopwright.client.shop import Shop
from shopwright.hub.channels.categories import (
    ChartColumn,
    ChartRule,
    DraftCertificate,
    DraftChart,
    Measured,
)

Json = Mapping[str, Any]
MeasurementType = Literal["BODY_MEASUREMENTS", "GENERIC_MEASUREMENTS", "PRODUCT_MEASUREMENTS"]

#: TikTok's names for what the numbers of a chart are taken of.
_TYPES: dict[str, MeasurementType] = {
    Measured.BODY: "BODY_MEASUREMENTS",
    Measured.PRODUCT: "PRODUCT_MEASUREMENTS",
    Measured.GENERIC: "GENERIC_MEASUREMENTS",
}
#: Pixels of the short side of a chart that is a picture. Source: docs/reference/catalogue.md#limits.
_CHART_SIDE = 1024
#: Characters of a template's name that are the seller's; the rest tells one content from another.
_NAME = 80


def chart_rule(row: Json) -> ChartRule | None:
    """What Get Category Rules says of size charts; None where the category takes none."""
    if not row.get("is_supported"):
        return None
    names = {theirs: ours for ours, theirs in _TYPES.items()}
    return ChartRule(
        is_required=bool(row.get("is_required")),
        columns={
            names[item["measurement_type"]]: tuple(
                ChartColumn(option["name"], option.get("role") == "KEY") for option in item.get("options", [])
            )
            for item in row.get("measurement_and_options", [])
            if item["measurement_type"] in names
        },
        picture_side=_CHART_SIDE,
    )


def send_chart(client: Shop, chart: DraftChart | None, category_id: str) -> bodies.SizeChart | None:
    """A size chart as a product names it: a template that is made once for each content, or a picture."""
    if chart is None:
        return None
    if not chart.rows:
        image = client.product.upload_product_image(data=chart.picture, use_case="SIZE_CHART_IMAGE")
        return {"image": {"uri": image["uri"]}}
    name = f"{chart.name[:_NAME]} {_digest(chart, category_id)}"
    for row in client.product.iter_size_chart(keyword=name, size_chart_mode="REUSABLE_TEMPLATE"):
        if row.get("template_name") == name:
            return {"template": {"id": row["template_id"]}}
    made = client.product.create_size_chart_v2(
        category_id=category_id,
        size_chart_data={
            "measurement_type": _TYPES[chart.measured],
            "unit_system": "IMPERIAL" if chart.is_imperial else "METRIC",
            "table": {
                "headers": [{"name": header} for header in chart.headers],
                "rows": [{"cells": [{"value": cell} for cell in row]} for row in chart.rows],
            },
        },
        size_chart_mode="REUSABLE_TEMPLATE",
        template_name=name,
    )
    return {"template": {"id": made["size_chart_id"]}}


def _digest(chart: DraftChart, category_id: str) -> str:
    content = repr((chart.measured, chart.is_imperial, chart.headers, chart.rows, category_id))
    return hashlib.sha256(content.encode()).hexdigest()[:10]


def send_certificates(client: Shop, certificates: Sequence[DraftCertificate]) -> list[bodies.Certification] | None:
    """Certificates with their files, which are uploaded; None without any."""
    return [_certification(client, item) for item in certificates] or None


def _certification(client: Shop, certificate: DraftCertificate) -> bodies.Certification:
    row: bodies.Certification = {"id": certificate.external_id}
    pictures = [file for file in certificate.files if not file.is_pdf]
    papers = [file for file in certificate.files if file.is_pdf]
    if pictures:
        row["images"] = [
            {"uri": client.product.upload_product_image(data=file.content, use_case="CERTIFICATION_IMAGE")["uri"]}
            for file in pictures
        ]
    if papers:
        row["files"] = [_document(client, file.content, file.name) for file in papers]
    if certificate.last_day is not None:
        row["expiration_date"] = int(datetime.combine(certificate.last_day, time.max, UTC).timestamp())
    return row


def _document(client: Shop, content: bytes, name: str) -> bodies.CertificationFile:
    kept = client.product.upload_product_file(data=content, name=name)
    return {"id": kept["id"], "name": kept["name"], "format": kept["format"]}


def chart_of(row: Json) -> bodies.SizeChart | None:
    """The size chart that a product has."""
    chart: Json = row.get("size_chart") or {}
    if template := chart.get("template"):
        return {"template": {"id": template["id"]}}
    return {"image": {"uri": chart["image"]["uri"]}} if chart.get("image") else None


def certificates_of(row: Json) -> list[bodies.Certification] | None:
    """The certificates that a product has."""
    rows: list[bodies.Certification] = []
    for item in row.get("certifications", []):
        kept: bodies.Certification = {"id": item["id"]}
        if images := item.get("images"):
            kept["images"] = [{"uri": image["uri"]} for image in images]
        if files := item.get("files"):
            kept["files"] = [{"id": file["id"], "name": file["name"], "format": file["format"]} for file in files]
        if item.get("expiration_date"):
            kept["expiration_date"] = item["expiration_date"]
        rows.append(kept)
    return rows or None

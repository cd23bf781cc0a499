"""Brazil's simplified DANFE as a label: the invoice's access key as a barcode, and what an inspector reads."""

from __future__ import annotations

import re

from .model import DocumentSize, InvoiceData, UndrawableError
from .sheet import SIZES, Desk, Line, Sheet, Type

_UNIT_WIDTH = 297.64
_EDGE = 9.0
_PORTAL = "Consulte pela chave de acesso em www.nfe.fazenda.gov.br"
_DEMO = "DEMO - SEM VALOR FISCAL"


def invoice(data: InvoiceData, size: DocumentSize, type: Type) -> Sheet:
    """One page. Raises UndrawableError unless the access key has 44 digits."""
    if not re.fullmatch("[0-9]{44}", data.access_key):
        raise UndrawableError(f"an access key has 44 digits, not {data.access_key!r}")
    width, height = SIZES[size]
    desk = Desk(width, height, type)
    unit = width / _UNIT_WIDTH
    left, inner = _EDGE * unit, width - 2 * _EDGE * unit
    bottom = height - 16 * unit
    desk.frame(left, left, inner, bottom - left, unit)
    desk.text(left, 27 * unit, 14 * unit, "DANFE SIMPLIFICADO - ETIQUETA", inner, bold=True, align=0.5)
    desk.fill(left, 36 * unit, inner, 0.6 * unit)
    desk.text(left, 47 * unit, 7 * unit, "CHAVE DE ACESSO", inner, align=0.5)
    desk.barcode(left, 52 * unit, inner, 56 * unit, data.access_key)
    groups = " ".join(re.findall("....", data.access_key))
    desk.text(left + 4 * unit, 121 * unit, 10 * unit, groups, inner - 8 * unit, bold=True, align=0.5)
    if data.protocol:
        desk.text(left, 133 * unit, 7 * unit, "PROTOCOLO DE AUTORIZAÇÃO " + data.protocol, inner, align=0.5)
    _numbers(desk, data, unit)
    _parties(desk, data, unit)
    desk.text(left, bottom - 66 * unit, 8 * unit, _PORTAL, inner, align=0.5)
    desk.matrix(left + inner / 2 - 29 * unit, bottom - 62 * unit, 58 * unit, data.access_key)
    desk.text(left, height - 7 * unit, 5.5 * unit, _DEMO, inner, align=0.5)
    return desk.sheet()


def _numbers(desk: Desk, data: InvoiceData, unit: float) -> None:
    left, inner = _EDGE * unit, desk.width - 2 * _EDGE * unit
    top, each = 140 * unit, (inner - 100 * unit) / 2
    facts = (
        ("NF-e Nº", data.number, 0.0, each),
        ("SÉRIE", data.series, each, each * 0.5),
        ("EMISSÃO", f"{data.issued_at:%d/%m/%Y}", each * 1.5, each * 0.5 + 20 * unit),
        ("VALOR TOTAL", data.total, inner - 80 * unit, 80 * unit),
    )
    desk.fill(left, top, inner, 0.6 * unit)
    for name, value, x, room in facts:
        if x:
            desk.fill(left + x, top, 0.6 * unit, 30 * unit)
        desk.text(left + x + 5 * unit, top + 10 * unit, 6 * unit, name, room - 10 * unit)
        desk.text(left + x + 5 * unit, top + 23 * unit, 11 * unit, value, room - 10 * unit, bold=True, smallest=0.4)
    desk.fill(left, top + 30 * unit, inner, 0.6 * unit)


def _parties(desk: Desk, data: InvoiceData, unit: float) -> None:
    left, inner = _EDGE * unit + 6 * unit, desk.width - 2 * _EDGE * unit - 12 * unit
    sides = (
        ("EMITENTE", data.issuer_name, "CNPJ " + data.issuer_cnpj, data.issuer_state),
        (
            "DESTINATÁRIO",
            data.recipient_name,
            data.recipient_tax_id and "CPF/CNPJ " + data.recipient_tax_id,
            data.recipient_state,
        ),
    )
    for place, (role, name, tax_id, state) in enumerate(sides):
        top = (172 + 72 * place) * unit
        lines = [Line(role, scale=0.7), Line(name, True, 1.1), Line(tax_id), Line(state and f"UF {state}")]
        desk.block(left, top + 3 * unit, inner, 66 * unit, lines, 10 * unit, 5 * unit)
        desk.fill(_EDGE * unit, top + 72 * unit, desk.width - 2 * _EDGE * unit, 0.6 * unit)

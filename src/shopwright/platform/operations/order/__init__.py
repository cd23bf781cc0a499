"""Operations under /order/."""

from __future__ import annotations

from . import external as external
from . import lookup as lookup
from . import prices as prices
from . import search as search

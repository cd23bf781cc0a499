"""Operations under /product/."""

from __future__ import annotations

from . import inventory as inventory
from . import lifecycle as lifecycle
from . import listings as listings
from . import prices as prices
from . import search as search
from . import uploads as uploads

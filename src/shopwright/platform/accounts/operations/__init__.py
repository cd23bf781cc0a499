"""Operations on shops and their authorisations; importing the package registers them."""

from __future__ import annotations

from . import authorization as authorization
from . import seller as seller

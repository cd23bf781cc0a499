"""Operations that advise sellers; importing the package registers them."""

from __future__ import annotations

from . import brands as brands
from . import diagnoses as diagnoses
from . import parcels as parcels
from . import properties as properties
from . import texts as texts

"""Operations on global products; importing the package registers them."""

from __future__ import annotations

from . import categories as categories
from . import inventory as inventory
from . import listing_rules as listing_rules
from . import products as products
from . import publication as publication
from . import recommendation as recommendation
from . import replication as replication
from . import search as search
from . import upgrades as upgrades

"""Operations on products; importing the package registers them."""

from __future__ import annotations

from . import brands as brands
from . import categories as categories
from . import lifecycle as lifecycle
from . import listings as listings
from . import prerequisites as prerequisites
from . import prices as prices
from . import recommendation as recommendation
from . import resumable_uploads as resumable_uploads
from . import search as search
from . import size_chart_appeals as size_chart_appeals
from . import size_charts as size_charts
from . import strikethrough as strikethrough
from . import uploads as uploads

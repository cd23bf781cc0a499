"""What happens to orders, packages and claims, whoever causes it: operations, buyers, carriers or the clock.

Importing this package registers its due actions.
"""

from __future__ import annotations

from . import cancelling as cancelling
from . import carrying as carrying
from . import invoicing as invoicing
from . import return_timers as return_timers
from . import timers as timers
from .world import arriving as arriving
from .world import fates as fates

"""Operations on special orders; importing the package registers them."""

from __future__ import annotations

from . import blind_boxes as blind_boxes
from . import customization as customization
from . import customs as customs
from . import redemption as redemption

"""Operations on persons of the EU, and on the audit for compliance; importing the package registers them."""

from __future__ import annotations

from . import audited_products as audited_products
from . import persons as persons

"""A call as programs in several languages, made from one description."""

from __future__ import annotations

import msgspec

from shopwright.contract.model import Entity

from . import json_samples, upload_samples
from .samples import Sample

#: What tiktok-shop-api has no usual method for: this one wants the token as an argument.
_OTHER_LACKS = frozenset({"checkShippingTemplateExistence"})
#: Keys and titles, in the order in which they are shown.
_LANGUAGES = (
    ("curl", "curl"),
    ("shopwright", "Python"),
    ("tiktok-shop-api", "Python, tiktok-shop-api"),
    ("php", "PHP"),
    ("typescript", "TypeScript"),
)


class Program(msgspec.Struct, frozen=True):
    """A sample in a language."""

    key: str
    title: str
    text: str


def programs(sample: Sample, base_url: str) -> list[Program]:
    """A call in every language that can make it."""
    operation = sample.operation
    made_by = upload_samples if sample.uploads else json_samples
    writers = (made_by.curl, made_by.python, made_by.other_python, made_by.php, made_by.typescript)
    is_known = not operation.extension and operation.id not in _OTHER_LACKS
    has_other = is_known and operation.entity in (Entity.SHOP, Entity.SELLER)
    return [
        Program(key, title, write(sample, base_url))
        for (key, title), write in zip(_LANGUAGES, writers, strict=True)
        if has_other or key != "tiktok-shop-api"
    ]

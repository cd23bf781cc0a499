"""Files that rows name and the data folder does not have."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from shopwright.hub.fulfilment.models import Shipment


def missing_files() -> Iterator[str]:
    """The names of files that are named and not there: labels, pictures, files of imports."""
    for model in apps.get_models():
        columns = [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
        columns += ["label_file"] if model is Shipment else []
        for column in columns:
            names = model._default_manager.exclude(**{column: ""}).exclude(**{column: None})
            for name in names.values_list(column, flat=True).iterator():
                if not default_storage.exists(name):
                    yield name

"""The hub as an ASGI application."""

import os
import warnings
from typing import cast

from django.core.asgi import get_asgi_application

from .uploads import Application, bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopwright.hub.project.settings")
# Files are read in a thread, a piece at a time: nothing waits for them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
_pages = cast("Application", get_asgi_application())
# Apps are there from here on.
from .hook_door import with_hook_door  # noqa: E402

application = bounded(with_hook_door(_pages))

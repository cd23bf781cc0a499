"""``python -m shopwright``: the command without its script."""

import sys

from shopwright.cli.main import main

sys.exit(main())

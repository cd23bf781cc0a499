"""The rules that a shop trades by: its market's, with its own over them."""

from __future__ import annotations

"""The pages of the navigation, and those about people, as commands of the palette."""

from __future__ import annotations

from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import COMMANDS, Command, add_commands

from .context import PAGES

# The pages of the navigation stand before what the apps below have said.
COMMANDS[:0] = [Command(words, name, permission) for name, words, permission in PAGES]
add_commands(
    Command("API keys", "keys", Permission.KEYS_EDIT),
    Command("History", "history", Permission.HISTORY_VIEW),
)

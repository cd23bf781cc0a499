"""``shopwright sandbox``: the control API as commands, a module for each kind of thing."""

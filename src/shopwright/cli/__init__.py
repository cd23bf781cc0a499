"""The command ``shopwright``. Each command's module is loaded when it is called, and what it needs when that is needed."""

"""The command ``shopwright``. Each command's module is loaded when it is called, heavy imports when they are needed."""

"""Large acts of people that leave the web request: one kind of run for all of them, with progress and a row each."""

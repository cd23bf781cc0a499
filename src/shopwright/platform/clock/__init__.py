"""Platform time: its state, what it plans and what moves it."""

"""When carriers come, what has to be ready by then, and which orders are about to be late."""

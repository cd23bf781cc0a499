"""How a request of the Partner API becomes an answer: pipeline, limits and log."""

"""What is offered where: listings and offers, what is wanted on a channel and what it acknowledged."""

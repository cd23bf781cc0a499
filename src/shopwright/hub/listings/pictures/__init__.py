"""Which of a product's pictures a shop gets, and how they are made to fit."""

"""Every error code that we answer, as named constants by area."""

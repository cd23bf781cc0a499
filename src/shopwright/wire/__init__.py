"""How a call travels: signing, envelope, error type, page tokens, ids and redaction, as pure functions."""

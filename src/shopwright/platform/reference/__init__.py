"""The reference of the Partner API, rendered from the contract, with a form that tries each call on this platform."""

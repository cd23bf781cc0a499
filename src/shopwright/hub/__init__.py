"""The seller's hub: one catalogue, one stock and one order desk over many channels. A Django project."""

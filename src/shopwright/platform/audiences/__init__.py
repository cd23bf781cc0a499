"""Custom audiences of the Business API: uploaded files of identifiers, audiences of them, and whom they match."""

"""The Partner API as data: operations, schemas, webhooks, scopes, error codes, older paths and patches.

Nothing is read on import; each table loads on first use.
"""

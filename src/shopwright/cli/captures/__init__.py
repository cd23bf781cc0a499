"""Calls that were recorded elsewhere: HAR files, lines of JSON, the platform's request log, curl, raw HTTP."""

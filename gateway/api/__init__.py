"""The API for machines: `/api/v1`, JSON over HTTPS with bearer tokens.

Knows HTTP and the operations' signatures. Does not know what an operation does.
"""

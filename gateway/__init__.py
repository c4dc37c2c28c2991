"""The service between home and office: who, which code, how safe; then a blind relay.

Knows people, office PCs, grants, sessions and audit. Does not know what a picture shows.
"""

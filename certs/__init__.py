"""The authority: issues, renews and verifies the certificates of gateway, office PCs, home PCs and sessions.

Knows keys, certificates and the rules for both. Does not know who may have one, where revocations are kept, or any
network. Each file is imported by its own name; nothing is gathered here, so that a client does not load the signer.
"""

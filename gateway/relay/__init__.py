"""The relay: joins two sockets and moves bytes that it cannot read.

Knows tokens, pairs, back-pressure and counts. Does not know SSH, people or pictures.
"""

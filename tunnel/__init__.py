"""SSH as all three programs speak it: what is pinned, how a gateway is known, how the relay is dialled.

Knows asyncssh, also the parts of its inside that must be leaned on. Does not know who is let in, or what is said.
"""

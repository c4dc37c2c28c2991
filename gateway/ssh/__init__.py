"""The gateway's SSH listeners: who proved which key, and the one conversation they may then have.

Knows asyncssh, in `library`, `channel`, `options` and `server`. Does not know how a login is decided (`gateway.auth`).
"""

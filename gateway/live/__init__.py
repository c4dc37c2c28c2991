"""Who is here now and what becomes of them: the registry, sessions, the watch, and the scissors.

Reaches the store through `gateway.ports` alone. Does not know SSH.
"""

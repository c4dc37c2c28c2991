"""What administrators do, once: the API, the console and the commands all call the same operations.

Knows the store, who is here now, and permissions. Does not know HTTP or pages.
"""

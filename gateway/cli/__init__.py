"""The administrators' command line: each command is one act on the store, safe beside the running service.

Exit codes: 0 done; 1 refused, unknown, not identified, or a broken chain; 2 wrong usage or an unreadable photo;
3 the state directory cannot be used; 4 the store failed.
"""

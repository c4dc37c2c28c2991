"""The directory, logins, sessions and audit on disk: SQLAlchemy over SQLite.

Knows tables and transactions. Does not know networks, people at keyboards, or what a rule is for.
"""

"""How administrators prove who they are: password and code, passkey, token; and what a browser keeps of it.

Knows factors and limits. Does not know HTTP, cookies or pages.
"""

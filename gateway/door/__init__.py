"""The listeners' doors: sockets held to their network legs, and strangers counted until they have proved themselves.

Does not know who anybody is.
"""

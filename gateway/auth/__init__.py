"""Decisions of the checkpoint: posture, codes, delays, grants.

Pure, except `entry`, which asks the store. Does not know sockets, SSH or conversations.
"""

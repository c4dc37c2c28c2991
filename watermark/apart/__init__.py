"""Reading a stranger's file apart: two child processes with limits, and nothing of theirs believed but numbers.

The *decoder* gets the file and gives pixels. It has no key, so whoever takes it over by a hostile file can choose the
pixels, which he could anyway, and nothing else: no name, no seal, no file, no network. The *reader* gets pixels and
keys, and gives the reading; what it runs is arithmetic.
"""

from watermark.apart.parent import Examined, read_file

__all__ = ["Examined", "read_file"]

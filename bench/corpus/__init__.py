"""The proof of the reader: a corpus of photographs with floors, sets that must name nobody, the null, attacks, rivals.

`make corpus` runs it all and writes docs/corpus/. Knows the reader by its front door, but for `insides.py`.
"""

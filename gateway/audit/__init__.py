"""What was done, by whom, and the proof that the record has not been altered since.

Knows the closed set of events and the arithmetic of the chain. Does not know where the rows are kept.
"""

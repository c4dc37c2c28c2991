"""The program on the office PC: it dials out, waits, and shows its own screen as marked pictures to one viewer.

Knows capture, stamping, encoding, pacing and input. Does not know people, codes or posture: the gateway has decided
those before it makes an offer.
"""

"""Real parts to test with: displays, an office desktop, an antivirus daemon, and the three programs as processes.

Used by the end-to-end tests, the demo and the benchmarks. Knows how to start, watch and stop; makes no claim.
"""

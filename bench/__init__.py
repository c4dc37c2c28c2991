"""Measurements, side by side with rivals in the same run. Never part of the tests: figures, not claims."""

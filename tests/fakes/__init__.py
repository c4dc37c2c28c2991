"""Stand-ins for real parts; each passes the same conformance suite as the part it stands for."""

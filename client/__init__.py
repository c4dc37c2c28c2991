"""The desktop program on the home PC: shows an office PC's marked pictures, and keeps nothing.

`session` decides, `service` performs, `downlink` talks to the network, `qt/` shows. Imports `wire` and `certs` only.
"""

"""The audit, sent on as it grows to whoever watches over it: a file of JSON lines, or a syslog collector over TLS."""

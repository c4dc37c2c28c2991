"""The console's listener: HTTPS on an inner address. Today a health page and Prometheus metrics, nothing else."""

"""HTTP: requests in, what the use-cases answer out. Nothing is decided here."""

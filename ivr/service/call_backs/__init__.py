"""Call-backs: keeping the promise, and calling."""

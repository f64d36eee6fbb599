"""The HTTP layer: translates requests to calls of the services, and their results to responses. It decides nothing."""

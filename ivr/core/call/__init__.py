"""The steps of a call. A step takes what the caller did and returns actions."""

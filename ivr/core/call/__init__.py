"""The call, step by step: what the caller did in, actions out."""

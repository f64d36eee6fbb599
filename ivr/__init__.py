"""Tsunagu: one telephone number that finds the open hotline in the caller's language."""

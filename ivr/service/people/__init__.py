"""The accounts of the console."""

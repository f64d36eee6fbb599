"""Texts: what is promised, what is answered, what they say, and when they are sent."""

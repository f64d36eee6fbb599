"""Confirmation of the hours by the agencies themselves: what they are shown, what they answer, when they are asked."""

"""Who may do what in the console."""

from enum import StrEnum


class Role(StrEnum):
    """A role; each may do what the ones before it may."""

    VIEWER = "viewer"
    """Sees everything but people, changes nothing."""
    EDITOR = "editor"
    """Changes hours, prompts and notices."""
    ADMIN = "admin"
    """Adds people and says what they may."""

    def covers(self, other: "Role") -> bool:
        """Whether this role may do what takes the other."""
        order = list(Role)
        return order.index(self) >= order.index(other)

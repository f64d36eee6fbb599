"""Who may do what in the console."""

from enum import StrEnum

from sentences import word


class Role(StrEnum):
    """A role; each may do what the ones before it may."""

    VIEWER = word("viewer")
    """Sees everything but people, changes nothing."""
    EDITOR = word("editor")
    """Changes hours, prompts and notices."""
    ADMIN = word("admin")
    """Adds people and says what they may."""

    def covers(self, other: "Role") -> bool:
        """Whether this role may do what takes the other."""
        order = list(Role)
        return order.index(self) >= order.index(other)

"""The roles of the console."""

from enum import StrEnum

from sentences import word


class Role(StrEnum):
    """A role. It includes the rights of the roles before it."""

    VIEWER = word("viewer")
    """Sees all pages but *People*, changes nothing."""
    EDITOR = word("editor")
    """Changes hours, prompts and notices."""
    ADMIN = word("admin")
    """Adds people and sets their roles."""

    def covers(self, other: "Role") -> bool:
        """Whether this role includes the rights of another."""
        order = list(Role)
        return order.index(self) >= order.index(other)

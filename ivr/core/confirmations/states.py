"""The states of a link by which an agency confirms its hours."""

from enum import StrEnum


class State(StrEnum):
    """What has become of a link. Only an open one works."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

"""The schedule: cached in memory for calls, edited and published by staff."""

"""The schedule: kept in memory for calls, edited and published by staff."""

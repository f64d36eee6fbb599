"""What is said and written: kept in memory for calls, edited, recorded and translated by staff."""

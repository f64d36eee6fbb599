"""The prompts: cached in memory for calls; edited, recorded and translated by staff."""

"""The rehearsal of a planned change: every output before and after, with each old name or number that is left."""

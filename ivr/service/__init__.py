"""Use-cases: what a request does to the store, around what the core decides. One short transaction each."""

"""Use cases: each combines a decision of :mod:`ivr.core` with short transactions of :mod:`ivr.store`."""

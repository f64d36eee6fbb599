"""Inbound texts, and the delivery of outbound texts."""

"""Alerts: what ops staff are told without looking."""

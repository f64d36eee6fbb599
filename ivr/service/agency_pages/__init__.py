"""Agencies' pages: looked at once a day, compared with the schedule, which they never change."""

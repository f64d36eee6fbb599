"""What an agency's page says of the telephone and the hours of a line, and how that differs from ours.

``ivr.agency_pages`` reads a page in a process of its own. :mod:`ivr.core.agency_pages.facts` finds numbers, languages
and hours in it, and :mod:`ivr.core.agency_pages.comparing` compares them with a line.
"""

"""A directory as HSDS 3, the Human Services Data Specification of Open Referral, and back.

HSDS hangs opening hours on a service, not on a telephone, so each of our lines becomes a service of one
telephone. Its schedules are recurrence rules after RFC 5545; a week of ours is rows of ``WEEKLY`` ones.

What HSDS has no property for is said in words, in ``alert`` (special days, holidays, what is dialled) or in
``notes`` (the zone). The line's id and tier stand in ``alternate_name``: ``otit-vi, tier 1``. HSDS knows no
24:00 and writes 23:59 for it, so a line that closes at 23:59 reads back as closing at 24:00. The e-mail page of
a language is the ``url`` of the line that speaks only this one; one that no line speaks has no place at all.
"""

from schedules.formats.hsds.exporting import export_hsds, page_of
from schedules.formats.hsds.importing import Imported, import_hsds
from schedules.formats.hsds.objects import HsdsError

__all__ = ["HsdsError", "Imported", "export_hsds", "import_hsds", "page_of"]

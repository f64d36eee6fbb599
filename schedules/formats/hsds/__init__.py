"""Export and import of HSDS 3, the Human Services Data Specification of Open Referral.

HSDS attaches opening hours to a service, not to a telephone, so each line becomes a service with one telephone. HSDS
schedules are recurrence rules after RFC 5545; weekly hours become schedules with ``WEEKLY`` rules.

Properties that HSDS does not have are exported in words: special days, holidays and the dialled number in ``alert``,
the time zone in ``notes``, that a call is charged in the ``description`` of the telephone. ``alternate_name`` has the
id and the tier of the line: ``otit-vi, tier 1``. HSDS writes 23:59 for 24:00, so a line that closes at 23:59 is
imported as closing at 24:00. The e-mail page of a language is the ``url`` of a line that speaks only this language; the
page of a language without lines is not exported, nor are hidden lines, notes, and who confirmed the hours.
"""

from schedules.formats.hsds.exporting import export_hsds, not_exported, page_of
from schedules.formats.hsds.importing import Imported, import_hsds
from schedules.formats.hsds.objects import HsdsError

__all__ = ["HsdsError", "Imported", "export_hsds", "import_hsds", "not_exported", "page_of"]

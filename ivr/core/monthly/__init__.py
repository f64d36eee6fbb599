"""The report of a month for one agency: tables of counts, and findings in words, each with how sure it is.

What the report says is computed from its tables after small counts have been withheld from them, so that no sentence
says what a table does not.
"""

from ivr.core.monthly.figures import Figures
from ivr.core.monthly.findings import Finding
from ivr.core.monthly.report import Month, Report, make
from ivr.core.monthly.tables import Row, Share, Table, in_steps, places

__all__ = ["Figures", "Finding", "Month", "Report", "Row", "Share", "Table", "in_steps", "make", "places"]

"""The check of a diagram: all problems at once, each at its element, with what to do. What passes here runs as drawn.

Begin at `check_file`, for what diagrams say of each other at `check_calls`, for decisions at `check_tables`. What SpiffWorkflow would get silently
wrong is either made right in `app.engine.spiff` or refused here: silence is the one thing that is forbidden.
"""

from __future__ import annotations

from app.engine.check.calls import check_calls
from app.engine.check.file import Known, check_file
from app.engine.check.tables import check_tables

__all__ = ["Known", "check_calls", "check_file", "check_tables"]

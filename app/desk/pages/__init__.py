"""The officer's pages: inbox, task, case, and the supervisor's overview."""

from __future__ import annotations

from app.desk.pages import case, finishing, holding, inbox, overview, task  # noqa: F401  they add their routes
from app.desk.pages.blueprint import blueprint

__all__ = ["blueprint"]

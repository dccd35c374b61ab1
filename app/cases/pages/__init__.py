"""Pages about letters. `verifying`: whether one is genuine, for everybody; `texts`: in what words they are written, for administrators."""

from __future__ import annotations

from app.cases.pages import texts, verifying
from app.cases.pages.blueprint import blueprint

__all__ = ["blueprint", "texts", "verifying"]

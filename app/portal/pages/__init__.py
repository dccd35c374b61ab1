"""The citizen's pages: home, guided application (apply, members, documents, sending), my matters (my, answering)."""

from __future__ import annotations

from app.portal.pages import answering, apply, documents, home, members, my, sending
from app.portal.pages.blueprint import blueprint

__all__ = ["answering", "apply", "blueprint", "documents", "home", "members", "my", "sending"]

"""Programs at the door: the API under /api/v1, the tokens that open it, and what is told to subscribers (webhooks).

Begin at `access` (whom a token lets in, how often, and that the same request twice is one), then `resources` (what may be
asked and done). A token sees what its officer sees at the desk, and nothing more. `pages` are the administrator's.
"""

from __future__ import annotations

from app.api.documents import furnish

__all__ = ["furnish"]

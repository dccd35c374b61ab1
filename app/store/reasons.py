"""The reason that whoever intervenes must give: it is kept with what was done."""

from __future__ import annotations

from flask_babel import gettext as _

from app.errors import Invalid

MAX_REASON = 1_000


def reasoned(reason: str) -> str:
    """The reason, without blanks around it. Invalid when there is none, or it is too long."""
    reason = reason.strip()
    if not reason:
        raise Invalid(_("请写明理由：它会留在记录里。"))
    if len(reason) > MAX_REASON:
        raise Invalid(_("理由太长：请写在 %(n)s 字以内。", n=MAX_REASON))
    return reason

"""A letter as it would look, with examples: kept nowhere, numbered like none."""

from __future__ import annotations

from typing import Any

from app import settings
from app.cases.kinds import KINDS
from app.cases.letters.rendering import render
from app.cases.letters.store import with_text
from app.cases.rules.texts import parse
from app.cases.texts import examples, placeholders
from app.errors import Invalid
from app.store import clock


def specimen(kind: str, text: str, data: dict[str, Any] | None = None) -> bytes:
    """The PDF of a letter of that kind in that text, with `data` where they are given, else with the examples.

    Invalid while a line of the text is wrong.
    """
    read = parse(text, placeholders(kind))
    if read.faults:
        raise Invalid(f"第 {read.faults[0].line} 行有问题，先改正再预览。")
    chosen = settings.current().letters
    whole = {**examples(kind), **(data or {}), "kind": kind, "title": read.title or KINDS[kind].title}
    address = f"{chosen.address}/letters/verify/{'0' * 32}"
    return render(with_text(whole, text), address=address, at=clock.now(), fonts=chosen.fonts)

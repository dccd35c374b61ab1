"""A small, safe markdown for the static texts of forms: headings, paragraphs, lists, bold, italics, links. No HTML passes."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"\s*[-*+]\s+(.*)")
_NUMBER = re.compile(r"\s*\d+[.)、]\s+(.*)")
_LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|/(?!/)|mailto:|tel:)[^\s)\"]*)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_ITALIC = re.compile(r"(?<![\w*])\*([^*\s][^*]*?)\*(?!\w)")


def markdown(text: str) -> Markup:
    """The text as HTML; headings begin at h2, as the page's own title is the only h1."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return Markup("\n").join(_block(block.split("\n")) for block in blocks if block.strip())


def _block(lines: list[str]) -> Markup:
    heading = _HEADING.match(lines[0].strip())
    if heading:
        level = min(max(len(heading[1]), 2), 4)
        rest = _block(lines[1:]) if lines[1:] else Markup("")
        return Markup("<h{0}>{1}</h{0}>{2}").format(level, _inline(heading[2]), rest)
    for pattern, tag in ((_BULLET, "ul"), (_NUMBER, "ol")):
        items = [pattern.match(line) for line in lines]
        if all(items):
            inner = Markup("").join(Markup("<li>{}</li>").format(_inline(item[1])) for item in items if item)
            return Markup("<{0}>{1}</{0}>").format(Markup(tag), inner)
    return Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line.strip()) for line in lines))


def _inline(text: str) -> Markup:
    safe = str(escape(text))
    safe = _LINK.sub(r'<a href="\2">\1</a>', safe)
    safe = _BOLD.sub(lambda found: f"<strong>{found[1] or found[2]}</strong>", safe)
    return Markup(_ITALIC.sub(r"<em>\1</em>", safe))

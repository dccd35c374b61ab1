"""The diagram of a process in a page: its data for the viewer in the browser, and the same told in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree
from markupsafe import Markup

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_TELLABLE = ("Task", "Event", "callActivity", "subProcess", "task")


@dataclass(frozen=True)
class Places:
    """Where the tokens are, in words: `live` (name, count), `done` and `troubled` names; `name` of the diagram."""

    name: str
    live: list[tuple[str, int]]
    done: list[str]
    troubled: list[str]


def places(picture: Any) -> Places:
    """The words for engine.picture."""
    title, names = _names(picture.xml)
    troubled = picture.troubled if isinstance(picture.troubled, (list, tuple)) else [picture.troubled]
    return Places(
        title,
        [(names[element], count) for element, count in picture.live.items() if element in names],
        [names[element] for element in picture.done if element in names and element not in picture.live],
        [names[element] for element in troubled if element in names],
    )


@lru_cache(maxsize=64)
def _names(xml: str) -> tuple[str, dict[str, str]]:
    """The diagram's name and the names of what may be told (tasks, events, calls), by id; gateways and flows are not told."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml.encode(), parser)
    title, found = "", {}
    for element in root.iter(f"{_BPMN}*"):
        tag = str(element.tag).removeprefix(_BPMN)
        if tag == "process" and not title:
            title = element.get("name") or ""
        if tag.endswith(_TELLABLE) and element.get("name") and element.get("id"):
            found[element.get("id", "")] = element.get("name", "").replace("\n", "")
    return title, found


def diagram_data(picture: Any) -> Markup:
    """The picture as JSON for a <script type="application/json">: `<` is written so that nothing in it can end the script."""
    troubled = picture.troubled if isinstance(picture.troubled, (list, tuple)) else [picture.troubled]
    data = {
        "xml": picture.xml,
        "live": dict(picture.live),
        "done": [element for element in picture.done if element not in picture.live],
        "troubled": [element for element in troubled if element],
    }
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)

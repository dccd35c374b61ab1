"""A form as HTML. The markup is in `templates/web/form.html`; here is what it needs to know of each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.web.naming import field_id

from .conditions import Option, fill_in, reads
from .markdown import markdown
from .nodes import Node, build, values
from .parts import Part, walk
from .typed import language, shown


@dataclass(frozen=True)
class Face:
    """A part as the template shows it."""

    node: Node
    language: str
    error: str = ""
    steers: bool = False
    width: int = 12
    text: Markup = Markup("")
    children: list[list[Face]] = field(default_factory=list)
    rows: list[list[list[Face]]] = field(default_factory=list)

    @property
    def part(self) -> Part:
        """The component."""
        return self.node.part

    @property
    def name(self) -> str:
        """The input's name in the page."""
        return self.node.name

    @property
    def id(self) -> str:
        """The input's id: what the error summary links to."""
        return field_id(self.node.name)

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.part.label(self.language) or str(self.part.spec.get("dateLabel") or "")

    @property
    def hint(self) -> str:
        """What stands under the label."""
        return self.part.hint(self.language)

    @property
    def shown(self) -> str:
        """What stands in the input."""
        return shown(self.node.raw)

    @property
    def ticked(self) -> bool:
        """Whether a checkbox is ticked."""
        return self.node.raw is True or str(self.node.raw).lower() in ("true", "on", "1")

    @property
    def described(self) -> str:
        """The ids of what describes the input."""
        return " ".join(f"{self.id}-{what}" for what in ("hint", "error") if getattr(self, what))

    @property
    def kind(self) -> str:
        """The HTML input type of a date part."""
        return {"time": "time", "datetime": "datetime-local"}.get(str(self.part.spec.get("subtype")), "date")

    @property
    def item(self) -> str:
        """What one row is called."""
        english = self.part.properties.get("item_en") if self.language == "en" else None
        return str(english or self.part.properties.get("item") or self.label)

    def adorner(self, which: str) -> str:
        """What stands before or after the input, 元 or ㎡: form-js `appearance`; in English a property, suffixAdorner_en."""
        english = self.part.properties.get(f"{which}_en") if self.language == "en" else None
        if english:
            return str(english)
        look = self.part.spec.get("appearance")
        return str(look.get(which) or "") if isinstance(look, Mapping) else ""

    def chosen(self, option: Option) -> bool:
        """Whether that option is the one, or among those, chosen."""
        raw = self.node.raw
        return option.key in ([shown(one) for one in raw] if isinstance(raw, list) else [shown(raw)])

    def kept(self) -> list[tuple[str, str]]:
        """Inputs to carry through the page what was typed where a question does not apply at the moment."""
        return list(_pairs(self.node))


def _pairs(node: Node) -> Iterator[tuple[str, str]]:
    for child in node.children:
        yield from _pairs(child)
    for index, row in enumerate(node.rows):
        yield f"{node.name}[]", str(index)
        for inner in row:
            yield from _pairs(inner)
    if isinstance(node.raw, list):
        yield from ((node.name, shown(one)) for one in node.raw)
    elif node.raw not in (None, "", False) and not node.part.fixed:
        yield node.name, "on" if node.raw is True else shown(node.raw)


def html(
    name: str,
    parts: Sequence[Part],
    given: Mapping[str, Any],
    errors: Mapping[str, str],
    variables: Mapping[str, Any],
    *,
    summary: bool,
) -> Markup:
    """The form's fields as HTML; see Form.html."""
    nodes = build(parts, given, variables)
    steering = {read for part in walk(tuple(parts)) for read in reads(part.hide) | reads(_listed(part))}
    shown_rows = _rows(nodes, _Look(errors, language(), steering, dict(variables) | values(nodes)))
    return Markup(render_template("web/form.html", name=name, rows=shown_rows, errors=errors, summary=summary))


def _listed(part: Part) -> str:
    return str(part.spec.get("valuesExpression") or "")


@dataclass(frozen=True)
class _Look:
    errors: Mapping[str, str]
    language: str
    steering: set[str]
    context: Mapping[str, Any]


def _rows(nodes: Sequence[Node], look: _Look) -> list[list[Face]]:
    """The faces, those of one form-js layout row together."""
    rows: list[list[Face]] = []
    last = ""
    for node in nodes:
        row = str(_layout(node.part).get("row") or "")
        if rows and row and row == last and not node.hidden:
            rows[-1].append(_face(node, look))
        else:
            rows.append([_face(node, look)])
        last = row
    return rows


def _layout(part: Part) -> Mapping[str, Any]:
    layout = part.spec.get("layout")
    return layout if isinstance(layout, Mapping) else {}


def _face(node: Node, look: _Look) -> Face:
    columns = _layout(node.part).get("columns")
    text = node.part.text(look.language) if node.part.type == "text" and not node.hidden else ""
    return Face(
        node,
        look.language,
        error=look.errors.get(node.name, ""),
        steers=node.part.key in look.steering,
        width=max(3, round(int(columns) * 12 / 16)) if columns else 12,
        text=markdown(fill_in(text, look.context)),
        children=_rows(node.children, look),
        rows=[_rows(row, look) for row in node.rows],
    )

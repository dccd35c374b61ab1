"""A form's file as objects: read once per change of the file, checked by `problems.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.errors import DesignError
from app.registry import nearest
from app.settings import TOP

from . import problems as checks
from .filling import Filled, fill, unsecret
from .given import posted
from .nodes import read
from .parts import Part, parts_of
from .said import said
from .view import html

FOLDER = TOP / "forms"


@dataclass(frozen=True)
class Form:
    """One form: its name (`room.file`), its parts in order, and where it was read from."""

    name: str
    spec: Mapping[str, Any]
    parts: tuple[Part, ...] = field(default=(), repr=False)
    file: str = ""
    broken: str = ""

    @classmethod
    def of(cls, name: str, spec: Mapping[str, Any], file: str = "") -> Form:
        """A form from its JSON already parsed."""
        return cls(name, spec, parts_of(spec), file or f"forms/{name.replace('.', '/')}.form")

    def fill(self, data: MultiDict[str, str], variables: Mapping[str, Any] | None = None) -> Filled:
        """The posted text as typed answers and errors by field name; see Filled."""
        return fill(self.parts, data, variables or {})

    def fill_given(self, given: Mapping[str, Any], variables: Mapping[str, Any] | None = None) -> Filled:
        """The same for answers that a program gives as JSON; Invalid when they have not the form's shape."""
        return fill(self.parts, posted(self.parts, given), variables or {})

    def draft(self, data: MultiDict[str, str]) -> dict[str, Any]:
        """What was typed, valid or not, as JSON: give it to `html` to show it again. Secrets are left out."""
        return unsecret(self.parts, read(self.parts, data))

    def html(
        self,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        variables: Mapping[str, Any] | None = None,
        *,
        summary: bool = True,
    ) -> Markup:
        """The fields as plain HTML, with `values` (answers or a draft) in them, errors beside them and summed up above."""
        return html(self.name, self.parts, values or {}, errors or {}, variables or {}, summary=summary)

    def said(self, values: Mapping[str, Any], variables: Mapping[str, Any] | None = None) -> list[tuple[str, str]]:
        """What was answered (or typed), in words: (question, answer) for every question that applies."""
        return said(self.parts, values, variables or {})

    def problems(self) -> list[dict[str, str]]:
        """Every problem of the file at once, each with `file`, `element`, `name`, `text`, `hint`; empty = sound."""
        if self.broken:
            return [{"file": self.file, "element": "", "name": self.name, "text": self.broken, "hint": ""}]
        return checks.problems(self.name, self.spec, self.parts, self.file)


_read: dict[Path, tuple[int, Form]] = {}


def find(name: str, folder: Path = FOLDER) -> Form:
    """The form of that name. DesignError when it is missing (with the nearest name) or not a form-js file."""
    path = folder / f"{name.replace('.', '/')}.form"
    if name.count(".") != 1 or not name.replace(".", "").replace("_", "").isalnum() or not path.is_file():
        raise DesignError(f"没有名为 {name} 的表单{nearest(name, names(folder))}")
    form = _load(name, path)
    if form.broken:
        raise DesignError(f"表单 {name} 无法读取", problems=form.problems())
    return form


def all_forms(folder: Path = FOLDER) -> list[Form]:
    """Every form there is, also those that cannot be read (their `problems()` say why): for checks and editors."""
    return [_load(name, folder / f"{name.replace('.', '/')}.form") for name in names(folder)]


def names(folder: Path = FOLDER) -> list[str]:
    """The names of all forms, sorted."""
    return sorted(f"{path.parent.name}.{path.stem}" for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    return folder.glob("*/*.form")


def _load(name: str, path: Path) -> Form:
    changed = path.stat().st_mtime_ns
    kept = _read.get(path)
    if kept is None or kept[0] != changed:
        kept = changed, _parse(name, path)
        _read[path] = kept
    return kept[1]


def _parse(name: str, path: Path) -> Form:
    file = str(path.relative_to(path.parents[2]))
    try:
        spec = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as wrong:
        return Form(name, {}, file=file, broken=f"不是有效的 JSON:{wrong}")
    if not isinstance(spec, dict) or not isinstance(spec.get("components"), list):
        return Form(name, {}, file=file, broken="不是 form-js 表单：缺少 components 列表")
    return Form.of(name, spec, file)

"""The parts (form-js components) of a form's file, and what each says about itself in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CHOICES = ("radio", "select", "checklist")
INPUTS = ("textfield", "textarea", "number", "checkbox", "datetime", *CHOICES)
HOLDERS = ("group", "dynamiclist")
PLAIN = ("text", "separator", "spacer")
IGNORED = ("button",)
"""Buttons belong to the page: those the editor puts into a file are passed over."""
KNOWN = (*INPUTS, *HOLDERS, *PLAIN, *IGNORED)


@dataclass(frozen=True)
class Part:
    """One component: its type, the name under which its value is kept ("" when it has none), its children."""

    type: str
    key: str
    spec: Mapping[str, Any]
    children: tuple[Part, ...] = ()

    @property
    def rules(self) -> Mapping[str, Any]:
        """form-js `validate`."""
        return _mapping(self.spec.get("validate"))

    @property
    def properties(self) -> Mapping[str, Any]:
        """Our own wishes: label_en, hint, hint_en, text_en, values_en, suffixAdorner_en, autocomplete, rule, rule_error,
        rule_error_en, tidy, sealed; of what may be chosen: first (FEEL: the values that come first), first_mark, first_mark_en."""
        return _mapping(self.spec.get("properties"))

    @property
    def hide(self) -> str:
        """The FEEL condition under which the part does not apply, or ""."""
        return str(_mapping(self.spec.get("conditional")).get("hide") or "")

    @property
    def rule(self) -> str:
        """The FEEL condition over all answers that this answer must fulfil, or ""; what cannot be told is let pass."""
        return str(self.properties.get("rule") or "")

    def rule_error(self, language: str) -> str:
        """What is wrong, and the way out, when the rule does not hold."""
        chinese = str(self.properties.get("rule_error") or "")
        return str(self.properties.get("rule_error_en") or chinese) if language == "en" else chinese

    @property
    def required(self) -> bool:
        """Whether an answer must be given."""
        return bool(self.rules.get("required"))

    @property
    def fixed(self) -> bool:
        """Whether the part only shows a variable: what is posted for it does not count."""
        return bool(self.spec.get("disabled")) or self.spec.get("readonly") is True

    @property
    def sealed(self) -> bool:
        """Whether the answer is a secret: it leaves the form sealed, and no draft holds it."""
        return self.properties.get("sealed") is True

    def label(self, language: str) -> str:
        """The label in that language; Chinese where there is no other."""
        return self._words("label", language)

    def hint(self, language: str) -> str:
        """What stands under the label."""
        chinese = self.properties.get("hint") or self.spec.get("description") or ""
        return str(self.properties.get("hint_en") or chinese) if language == "en" else str(chinese)

    def text(self, language: str) -> str:
        """A static text's markdown."""
        return self._words("text", language)

    def _words(self, name: str, language: str) -> str:
        english = self.properties.get(f"{name}_en") if language == "en" else None
        return str(english or self.spec.get(name) or "")


def parts_of(spec: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts of a form's or holder's `components`; what is not a component is passed over (problems.py says so)."""
    return tuple(_part(one) for one in spec.get("components") or [] if isinstance(one, dict))


def _part(spec: Mapping[str, Any]) -> Part:
    kind = str(spec.get("type") or "")
    key = spec.get("path") if kind in HOLDERS else spec.get("key")
    return Part(kind, str(key or ""), spec, parts_of(spec) if kind in HOLDERS else ())


def sealed_keys(parts: tuple[Part, ...]) -> set[str]:
    """The names of the answers that are secrets; they stand at the top of a form or in a group without a path."""
    found = {part.key for part in parts if part.sealed and part.key}
    return found.union(*(sealed_keys(part.children) for part in parts if part.type == "group" and not part.key))


def walk(parts: tuple[Part, ...]) -> Iterator[Part]:
    """All parts, children after their holder."""
    for part in parts:
        yield part
        yield from walk(part.children)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

"""Item definitions as types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import nearest
from ..types import ANY, SIMPLE, ContextType, FunctionType, ListType, Type
from .xml import Element, child, children, text_in, type_ref

Check = Callable[[Any], bool]


_ELSEWHERE = {
    **dict.fromkeys(("integer", "int", "long", "short", "double", "float", "decimal"), "number"),
    **dict.fromkeys(("text", "str", "char"), "string"),
    "bool": "boolean",
    "datetime": "date and time",
    "object": "context",
    "array": "list",
}


@dataclass(frozen=True, eq=False)
class AllowedType(Type):
    """A type some of whose values are allowed."""

    base: Type
    check: Check
    text: str

    def holds(self, value: Any) -> bool:
        return self.base.holds(value)  # `instance of` does not ask what is allowed

    def accepts(self, value: Any) -> bool:
        return value is None or self.base.accepts(value) and self.check(value)

    def __str__(self) -> str:
        return f"{self.base} ({self.text})"


class Types:
    """The types of a model: its item definitions, those of its imports (`import.Type`), FEEL's own."""

    def __init__(
        self, definitions: list[Element], imports: Mapping[str, Types], checks: Callable[[str], Check]
    ) -> None:
        self.definitions: dict[str, Element] = {element.get("name") or "": element for element in definitions}
        self.imports = imports
        self.checks = checks
        self.made: dict[str, Type] = {}
        self._components: set[str] | None = None
        self.missing: dict[str, None] = {}  # names that were asked for and that nobody defined

    def __call__(self, name: str) -> Type | None:
        """The type of a name, or None."""
        found = self._named(name)
        if found is None:
            self.missing.setdefault(name.strip())
        return found

    def hint(self, name: str) -> str | None:
        """The type that was meant by a name that is none."""
        meant = _ELSEWHERE.get(name.casefold())
        return f"write {meant}" if meant else nearest(name, {*self.definitions, *SIMPLE})

    def _named(self, name: str) -> Type | None:
        name = name.strip()
        if name in self.made:
            return self.made[name]
        element = self.definitions.get(name)
        if element is not None:
            self.made[name] = ANY  # what a definition that contains itself sees of itself
            self.made[name] = self._of(element)
            return self.made[name]
        for prefix, types in self.imports.items():
            if prefix and name.startswith(prefix + "."):
                return types(name[len(prefix) + 1 :])
            if not prefix and types._named(name) is not None:
                return types._named(name)
        return SIMPLE.get(name)

    def _of(self, element: Element) -> Type:
        kind = self._base(element)
        allowed = text_in(child(element, "allowedValues"))
        if allowed:
            kind = AllowedType(kind.name, kind, self.checks(allowed), allowed)
        if element.get("isCollection") == "true":
            kind = ListType("list", kind)
        constraint = text_in(child(element, "typeConstraint"))
        if constraint:
            kind = AllowedType(kind.name, kind, self.checks(constraint), constraint)
        return kind

    def _base(self, element: Element) -> Type:
        function = child(element, "functionItem")
        if function is not None:
            params = tuple(self._ref(type_ref(param)) for param in children(function, "parameters"))
            return FunctionType("function", params, self._ref(function.get("outputTypeRef")))
        parts = list(children(element, "itemComponent"))
        if parts:
            return ContextType("context", tuple((part.get("name") or "", self._of(part)) for part in parts))
        return self._ref(type_ref(element))

    def _ref(self, name: str | None) -> Type:
        return (self(name) if name else None) or ANY

    def component_names(self) -> set[str]:
        """The names of all components, that texts may use behind a dot."""
        if self._components is None:  # once: models may import the same one by many ways
            parts = [part for element in self.definitions.values() for part in element.iter("{*}itemComponent")]
            own = {part.get("name") for part in parts if part.get("name")}
            self._components = own.union(*(types.component_names() for types in self.imports.values()))
        return self._components

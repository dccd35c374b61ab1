"""Problems of a diagram, each at its element, all at once."""

from __future__ import annotations

from app.engine.source import Node
from app.errors import DesignError


class Problems:
    """Collects problems of one file in the form that DesignError holds."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[dict[str, str]] = []
        self._told: set[tuple[str, str, str]] = set()

    def at(self, node: Node | None, text: str, hint: str = "") -> None:
        """Notes a problem at an element (None: at the file as a whole)."""
        element = node.get("id") or "" if node is not None else ""
        name = node.get("name") or "" if node is not None else ""
        if (element, text, hint) not in self._told:
            self._told.add((element, text, hint))
            self.found.append({"file": self.file, "element": element, "name": name, "text": text, "hint": hint})

    def raise_at(self, node: Node, text: str, hint: str) -> None:
        """For places where the check has been made already: the first problem raises."""
        self.at(node, text, hint)
        raise DesignError(f"{self.file} 不能使用", self.found)

    def as_error(self, text: str) -> DesignError:
        """A DesignError for the file as a whole."""
        self.at(None, text)
        return DesignError(f"{self.file} 不能使用", self.found)

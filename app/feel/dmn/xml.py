"""DMN's XML, of any of its namespaces 1.1 to 1.5, safely read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from lxml import etree

from ..errors import FeelError

Element = Any
NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
)
MAX_BYTES = 8_000_000


class DmnError(FeelError):
    """A source that is no DMN model, or one whose imports lead nowhere."""


def read(source: bytes | str | os.PathLike[str]) -> Element:
    """The `definitions` of bytes, of text, or of the file at a path. Raises DmnError."""
    if isinstance(source, os.PathLike) or isinstance(source, str) and "<" not in source:
        with open(source, "rb") as file:
            source = file.read(MAX_BYTES + 1)
    data = source.encode() if isinstance(source, str) else source
    if not isinstance(data, bytes) or len(data) > MAX_BYTES:
        raise DmnError(f"the source has more than {MAX_BYTES} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DmnError(f"the source is no XML: {error}") from None
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise DmnError(f"the source is no DMN 1.1 to 1.5: its root is {root.tag}")
    return root


def tag(element: Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of those names, or all of DMN's own."""
    for child in element:
        space = etree.QName(child).namespace
        if space in NAMESPACES and (not names or tag(child) in names):
            yield child


def child(element: Element | None, name: str) -> Element | None:
    """The first child of a name."""
    return None if element is None else next(children(element, name), None)


def text_in(element: Element | None, name: str = "text") -> str | None:
    """The text in a child."""
    found = child(element, name)
    return None if found is None else "".join(found.itertext())


def type_ref(element: Element | None) -> str | None:
    """The type that an element names, as an attribute or (1.1) a child, without a prefix for FEEL's own."""
    if element is None:
        return None
    ref = element.get("typeRef") or text_in(element, "typeRef")
    if not ref or not ref.strip():
        return None
    ref = ref.strip()
    prefix, colon, rest = ref.partition(":")
    return rest if colon and prefix in element.nsmap else ref


EXPRESSIONS = (
    "literalExpression",
    "decisionTable",
    "context",
    "list",
    "relation",
    "invocation",
    "functionDefinition",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
)


def expression_in(element: Element | None) -> Element | None:
    """The boxed expression in an element."""
    return None if element is None else next(children(element, *EXPRESSIONS), None)

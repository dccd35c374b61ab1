"""DMN's XML, of any of its namespaces 1.1 to 1.5, safely read."""

from __future__ import annotations

import os
import re
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
MAX_DEPTH = 150
_ENCODING = re.compile(r"""\A\ufeff?(<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")


class DmnError(FeelError):
    """A source that is no DMN model, or one whose imports lead nowhere."""


def read(source: bytes | str | os.PathLike[str]) -> Element:
    """The `definitions` of bytes, of text, or of the file at a path. Raises DmnError.

    Refused are a DOCTYPE (and with it every entity), more than MAX_BYTES, and elements nested deeper than MAX_DEPTH.
    """
    data = _bytes_of(source)
    if len(data) > MAX_BYTES:
        raise DmnError(f"the source has more than {MAX_BYTES} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DmnError(f"the source is no XML: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise DmnError("the source has a DOCTYPE, which DMN has not; take it out, and the entities with it")
    _check_depth(root)
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise DmnError(f"the source is no DMN 1.1 to 1.5: its root is {root.tag}")
    return root


def _bytes_of(source: Any) -> bytes:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source)
    if isinstance(source, os.PathLike) or isinstance(source, str) and "<" not in source:
        return _file(source)
    if not isinstance(source, str):
        raise DmnError(f"a model is bytes, text or a path, not {type(source).__name__}")
    try:
        # a text is decoded already: what its declaration says of an encoding holds no longer
        return _ENCODING.sub(r"\1", source.removeprefix("\ufeff"), count=1).encode()
    except UnicodeEncodeError:
        raise DmnError("the source holds half a character") from None


def _file(path: str | os.PathLike[str]) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DmnError(f"the file {os.fspath(path)[:200]!r} cannot be read: {reason}") from error


def _check_depth(root: Element) -> None:
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for parent in level for child in parent]
        if depth > MAX_DEPTH:
            raise DmnError(f"the elements are nested more than {MAX_DEPTH} deep")


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

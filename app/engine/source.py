"""Diagrams as XML, read safely: no DOCTYPE, no entities, no network, bounded in size and depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from app.errors import DesignError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
NAMES = {"bpmn": BPMN, "zeebe": ZEEBE, "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI"}
MAX_BYTES = 5_000_000
MAX_DEPTH = 60
MAX_ELEMENTS = 50_000
EXPORT = "在绘图工具里导出为 BPMN 2.0 XML（.bpmn），不是它自己的格式、XPDL 或图片"

Node = Any
"""An lxml element."""


def read(content: bytes, name: str) -> Node:
    """The root element of a file named `name` (for messages). Raises DesignError for what is not to be read."""
    if len(content) > MAX_BYTES:
        raise _refused(name, f"文件大于 {MAX_BYTES // 1_000_000} MB", "把大流程拆成几个，用调用活动连起来")
    if content[:2] == b"PK":
        raise _refused(name, "这是压缩文件，不是 XML", EXPORT)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _refused(name, f"不是可读的 XML(第 {error.lineno} 行): {error.msg}", EXPORT) from None
    if root.getroottree().docinfo.doctype:
        raise _refused(name, "不接受带 DOCTYPE 的文件", f"删去 DOCTYPE 和实体，或{EXPORT}")
    _measured(root, name)
    return root


def _measured(root: Node, name: str) -> None:
    count, waiting = 0, [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise _refused(name, f"元素多于 {MAX_ELEMENTS} 个，或嵌套深于 {MAX_DEPTH} 层", "拆成几个流程")
        if not isinstance(node.tag, str):
            raise _refused(name, "不接受实体引用", "把文字直接写出来")
        waiting += [(child, depth + 1) for child in node]


def text(content: bytes, root: Node) -> str:
    """The file as text to be kept, whatever it was written in: read again as UTF-8, it is the same file."""
    is_declared = (root.getroottree().docinfo.encoding or "UTF-8").upper() in ("UTF-8", "ASCII", "US-ASCII")
    if is_declared and b"\0" not in content:  # UTF-16 may stand there without a word
        return content.decode("utf-8-sig")
    whole: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return whole.decode()


def _refused(name: str, text: str, hint: str) -> DesignError:
    return DesignError(f"{name}: {text}", [{"file": name, "element": "", "name": "", "text": text, "hint": hint}])


def tag(node: Node) -> str:
    """The local name of a BPMN element, or "" for an element of another namespace."""
    space, _, local = node.tag[1:].partition("}") if node.tag.startswith("{") else ("", "", node.tag)
    return local if space == BPMN else ""


def children(node: Node, *names: str) -> list[Node]:
    """The BPMN children with one of those local names (all BPMN children when none is named)."""
    return [child for child in node if (tag(child) in names if names else tag(child))]


def child(node: Node, name: str) -> Node | None:
    """The first BPMN child of that local name."""
    return node.find(f"{{{BPMN}}}{name}")


def zeebe(node: Node, name: str) -> Node | None:
    """The first `zeebe:` element of that local name among the node's extension elements."""
    return node.find(f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}{name}")


def zeebe_children(node: Node, parent: str, name: str) -> list[Node]:
    """The `zeebe:name` elements inside the extension element `zeebe:parent`."""
    return node.findall(f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}{parent}/{{{ZEEBE}}}{name}")


def text_of(node: Node | None) -> str:
    """The text of an element, stripped; "" for None."""
    return (node.text or "").strip() if node is not None else ""

"""A DMN model: loaded once, decided by as often as wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from ..compiler import Scope
from ..compiler.scope import Unit
from ..errors import Diagnostic, LimitReached, Source, nearest
from ..expression import Functions, mapping, moment, with_functions
from ..limits import DEFAULT, Limits
from ..run import Frame, Run
from ..temporal import DateTime
from ..types import ANY
from .boxed import boxed, function_closure
from .elements import Decision, InputData, Knowledge, Node, Path, Service, ServiceFunction, Session, given_values
from .place import Place, Setting
from .trace import Result, Trace
from .types import Types
from .xml import DmnError, Element, child, children, expression_in, read, tag, type_ref

Resolve = Callable[[str, "str | None"], Any]
KINDS: dict[str, type[Node]] = {
    "inputData": InputData,
    "decision": Decision,
    "businessKnowledgeModel": Knowledge,
    "decisionService": Service,
}
_NEEDS = ("requiredInput", "requiredDecision", "requiredKnowledge")


@dataclass(frozen=True, slots=True)
class Needed:
    """An input that a decision needs, directly or through other decisions."""

    name: str
    type: str


class Model:
    """Decisions, knowledge models, services and inputs of one `definitions`, and of its imports.

    `problems` are texts that are no FEEL, and references that lead nowhere; the parts they stand in are null. `elements` are the nodes' XML.
    """

    def __init__(self, root: Element, imports: dict[str, Model], functions: Functions | None, limits: Limits) -> None:
        self.name: str = root.get("name") or ""
        self.id: str | None = root.get("id")
        self.namespace: str = root.get("namespace") or ""
        self.imports = imports
        self.limits = limits
        known, words = with_functions(functions)
        spaces = {name: model.types for name, model in imports.items()}
        self.types: Types = Types(list(children(root, "itemDefinition")), spaces, self._check)
        self.setting = Setting(known, words, limits, self.types)
        self.nodes: dict[str, Node] = {}
        self._inputs_kept: dict[Node, list[Node]] = {}
        self.elements = {self._node(element): element for element in children(root, *KINDS)}
        self._check_names()
        self._check_languages(root)
        self.by_name = {node.name: node for node in self.nodes.values() if not isinstance(node, InputData)}
        for node, element in self.elements.items():
            self._connect(element, node)
        self._components = tuple(self.types.component_names())
        for node, element in self.elements.items():
            self._compile(element, node)
        for kind in self.types.missing:
            self._problem(f"there is no type '{kind}'", self.types.hint(kind))

    def _check_names(self) -> None:
        names = [node.name for node in self.elements]
        self.setting.drawn.update(names)
        for noun, found in (("name", names), ("id", [node.id for node in self.elements])):
            for text in {text for text in found if found.count(text) > 1}:
                self._problem(f"two elements have the {noun} '{text}'")

    def _check_languages(self, root: Element) -> None:
        language = root.get("expressionLanguage") or "FEEL"
        if "feel" not in language.lower():
            self._problem(f"the model's expression language is {language}; only FEEL is evaluated")
        for element in children(root, "import"):
            if not _is_dmn(element):
                self._problem(f"import '{element.get('name')}' is no DMN ({element.get('importType')}) and is not read")

    def _problem(self, text: str, hint: str | None = None) -> None:
        self.problems.append(Diagnostic(text, None, None, self.name, hint))

    def _check(self, text: str) -> Callable[[Any], bool]:
        place = self._place(Node("", "", ""), ())
        test = place.tests(text)
        return lambda value: test(Frame({}, None, Run(self.limits, None)), value) is True

    def _place(self, node: Node, known: tuple[str, ...]) -> Place:
        unit = Unit(Source("", node.name), self.setting.functions, self.types, known)
        return Place(self.setting, node.name, node.id or None, known, Scope(unit, None, None))

    def _node(self, element: Element) -> Node:
        variable = child(element, "variable")
        name = (variable.get("name") if variable is not None else None) or element.get("name") or ""
        if tag(element) != "inputData":
            name = element.get("name") or name
        kind = self.types(type_ref(variable) or "Any") or ANY
        node = KINDS[tag(element)](element.get("id") or name, name, self.namespace, kind)
        self.nodes[node.id] = node
        return node

    def _found(self, href: str, node: Node) -> tuple[Path, Node] | None:
        """The node that a reference leads to, and its name here."""
        space, _, ident = href.rpartition("#")
        if ident in self.nodes and space in ("", self.namespace):
            return (self.nodes[ident].name,), self.nodes[ident]
        for prefix, model in self.imports.items():
            if ident in model.nodes and space in ("", model.namespace):
                found = model.nodes[ident]
                return ((prefix, found.name) if prefix else (found.name,)), found
        self.setting.problems.append(Diagnostic(f"'{href}' is not in the model or its imports", None, None, node.name))
        return None

    def _refs(self, element: Element, node: Node, *names: str) -> Iterator[tuple[Path, Node]]:
        for ref in children(element, *names):
            found = self._found(ref.get("href") or "", node)
            if found is not None:
                yield found

    def _connect(self, element: Element, node: Node) -> None:
        for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
            node.needs += self._refs(requirement, node, *_NEEDS)
        if isinstance(node, Service):
            node.params = [found for _, found in self._refs(element, node, "inputData")]
            node.params += [found for _, found in self._refs(element, node, "inputDecision")]
            node.outputs = [found for _, found in self._refs(element, node, "outputDecision")]

    def place_of(self, node: Node) -> Place:
        """Where a node's logic stands: the names it sees are those of what it requires."""
        names = [part for path, _ in node.needs for part in path]
        return self._place(node, (*names, *self._components))

    def compile_again(self, node: Node) -> None:
        """A node's logic anew from its XML, which was changed in its place: for trials, never on a model that others decide by.

        Problems and tables stay those of the model as it was loaded.
        """
        problems, tables = len(self.setting.problems), len(self.setting.tables)
        self._compile(self.elements[node], node)
        del self.setting.problems[problems:], self.setting.tables[tables:]

    def _compile(self, element: Element, node: Node) -> None:
        place = self.place_of(node)
        if isinstance(node, Knowledge):
            logic = child(element, "encapsulatedLogic")
            if logic is not None and logic.get("kind", "FEEL") == "FEEL":
                node.closure = function_closure(logic, expression_in(logic), place.inner_names([node.name]))
            elif logic is not None:
                node.closure = place.problem(f"functions of kind {logic.get('kind')} are not run")
        elif isinstance(node, Decision):
            logic = expression_in(element)
            node.closure = None if logic is None else boxed(logic, place)
            node.own_trace = logic is not None and tag(logic) == "decisionTable"

    @property
    def problems(self) -> list[Diagnostic]:
        """What is wrong with the model's texts and references."""
        return self.setting.problems

    @property
    def decisions(self) -> list[str]:
        """The names of the model's own decisions."""
        return [node.name for node in self.nodes.values() if isinstance(node, Decision)]

    def node(self, name_or_id: str) -> Node:
        """A decision, service or knowledge model. Raises DmnError with the nearest name."""
        found = self.by_name.get(name_or_id) or self.nodes.get(name_or_id)
        if found is None:
            hint = nearest(str(name_or_id), self.by_name)
            known = ", ".join(f"'{name}'" for name in islice(self.by_name, 5)) or "none"
            raise DmnError(f"the model '{self.name}' has no decision '{name_or_id}'; {hint or f'it has {known}'}")
        return found

    def inputs(self, decision: str) -> list[Needed]:
        """The inputs that a decision needs, with the names of their types. Raises DmnError."""
        return [Needed(node.name, str(node.type)) for node in self._inputs(self.node(decision))]

    def _inputs(self, node: Node) -> list[Node]:
        if node not in self._inputs_kept:
            self._inputs_kept[node] = _inputs_of(node)
        return self._inputs_kept[node]

    def decide(self, name_or_id: str, inputs: Mapping[str, Any], now: datetime | DateTime | None = None) -> Result:
        """Evaluates a decision, or a decision service with its parameters as inputs. Raises DmnError only for an unknown name."""
        node, inputs = self.node(name_or_id), mapping(inputs)
        run = Run(self.limits, moment(now))
        trace: list[Trace] = []
        run.trace, run.plain = trace, None
        session = Session(run, {})
        try:
            if isinstance(node, Service):
                value = run.measure(_served(node, inputs, session))
            else:
                given_values(self._inputs(node), inputs, session)
                value = run.measure(session.value(node))
        except (LimitReached, RecursionError) as error:
            text = str(error) if isinstance(error, LimitReached) else "the evaluation is nested too deep"
            run.diagnostics.insert(0, Diagnostic(text, None, None, node.name))
            value = None
        return Result(value, run.diagnostics, trace)


def _served(service: Service, inputs: Mapping[str, Any], session: Session) -> Any:
    given_values(service.params, inputs, session)
    session.run.depth += 1
    missing = [param.name for param in service.params if param not in session.given]
    if missing:
        session.run.keep(Diagnostic(f"parameters not given: {', '.join(missing)}", None, None, service.name))
        return None
    return ServiceFunction(service, session.run).call(session.run, [session.given[param] for param in service.params])


def _inputs_of(node: Node) -> list[Node]:
    """The inputs under a node, each once, in the order they are met."""
    found: dict[Node, None] = {}
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if isinstance(at, InputData):
            found[at] = None
        waiting += [need for _, need in reversed(at.needs)]
    return list(found)


def load(
    source: bytes | str | os.PathLike[str],
    resolve: Resolve | None = None,
    *,
    functions: Functions | None = None,
    limits: Limits = DEFAULT,
) -> Model:
    """A model from bytes, text or a path. `resolve(namespace, location)` gives the source of an import, or None.

    Raises DmnError when the source is no DMN, or an import is not found.
    """
    return _Loading(resolve, functions, limits).model(source, ())


def _is_dmn(element: Element) -> bool:
    return "DMN" in (element.get("importType") or "DMN")


@dataclass(slots=True)
class _Loading:
    """One model and its imports, each read once, however many import it."""

    resolve: Resolve | None
    functions: Functions | None
    limits: Limits
    found: dict[tuple[str, str | None], Model] = field(default_factory=dict)

    def model(self, source: Any, outer: tuple[str, ...]) -> Model:
        root = read(source)
        outer = (*outer, root.get("namespace") or "")
        imports = {
            element.get("name") or "": self._imported(element, outer)
            for element in children(root, "import")
            if _is_dmn(element)
        }
        return Model(root, imports, self.functions, self.limits)

    def _imported(self, element: Element, outer: tuple[str, ...]) -> Model:
        space, name = element.get("namespace") or "", element.get("name")
        if space in outer:
            raise DmnError(f"the import of {space} comes back to itself")
        key = space, element.get("locationURI")
        if key not in self.found:
            source = self.resolve(*key) if self.resolve else None
            if source is None:
                raise DmnError(f"the import '{name}' ({space}) was not found")
            self.found[key] = self.model(source, outer)
        found = self.found[key]
        if found.namespace != space:
            raise DmnError(f"the import '{name}' ({space}) led to a model of the namespace {found.namespace}")
        return found

"""The state of a process as bytes: orjson, then zstd level 1. Only what is alive is in it; data are written as deltas.

Numbers with a fraction are Decimal: JSON has no such thing, so they are written as {"$n": "1.50"}; data that look like one
are written as {"$n": [what they hold]}. Nothing in it depends on SpiffWorkflow's serializer, nor on Python's pickle.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import zstandard

from app.engine.spiff.definition import Definition
from app.engine.spiff.scope import Run, SubRun, _Scope
from app.engine.spiff.token import Token

MAX_BYTES = 16_000_000
_LEVEL = 1
_SCALARS = (str, int, float, bool, type(None), Decimal)
FORMAT = 1


class _Presses(threading.local):
    """A compressor and decompressor for each thread: they release the GIL, and two threads in one of them garble states or crash."""

    def __init__(self) -> None:
        self.press = zstandard.ZstdCompressor(level=_LEVEL)
        self.unpress = zstandard.ZstdDecompressor()


_own = _Presses()

Find = Callable[[int], Definition]


class _Writer:
    """Writes data dictionaries one after the other, each as what differs from the one before."""

    def __init__(self) -> None:
        self.before: dict[str, Any] = {}

    def delta(self, data: dict[str, Any]) -> list[Any]:
        """[changed, gone] against the data written last."""
        before, missing = self.before, self
        changed = {k: v for k, v in data.items() if not _is_same(v, before.get(k, missing))}
        # in one order: that of the names depends on whether the state was stored between
        gone = sorted(k for k in before if k not in data) if len(before) + len(changed) > len(data) else []
        self.before = data
        return [changed, gone] if gone else [changed]


def _is_same(value: Any, other: Any) -> bool:
    # Mostly they are the same object, shared between tokens. Where they are not (loading shares only between neighbours),
    # equal content must count all the same, or a stored state and a replayed one would have different fingerprints.
    if value is other:
        return True
    if type(value) is not type(other) or value != other:
        return False
    return type(value) in _SCALARS or json_bytes(value) == json_bytes(other)  # equality takes 1 for True inside


class _Reader:
    def __init__(self) -> None:
        self.before: dict[str, Any] = {}

    def data(self, delta: list[Any]) -> dict[str, Any]:
        """The data from a delta. Order of names may differ from the original; values are shared."""
        data = {**self.before, **delta[0]}
        for name in delta[1] if len(delta) > 1 else ():
            del data[name]
        self.before = data
        return data


class _Marks:
    """For orjson: Decimals as {"$n": text}; how many there were."""

    __slots__ = ("made",)

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            self.made += 1
            return {"$n": str(value)}
        raise TypeError(f"{type(value).__name__} does not belong into process data")


def _apart(value: Any) -> Any:
    """Contexts of the data that look like the mark of a Decimal, written so that they do not."""
    if isinstance(value, dict):
        if len(value) == 1 and "$n" in value:
            return {"$n": [_apart(value["$n"])]}
        return {k: _apart(v) for k, v in value.items()}
    return [_apart(v) for v in value] if isinstance(value, list) else value


def restored(value: Any) -> Any:
    """The Decimals back in place, and what only looked like one."""
    if isinstance(value, dict):
        if len(value) == 1 and "$n" in value:
            held = value["$n"]
            return {"$n": restored(held[0])} if isinstance(held, list) else Decimal(held)
        return {k: restored(v) for k, v in value.items()}
    return [restored(v) for v in value] if isinstance(value, list) else value


def marked(value: Any) -> Any:
    """The value as `json_bytes` writes it: for columns that are read and written as JSON by others."""
    return orjson.loads(json_bytes(value))


def json_bytes(value: Any, *, is_sorted: bool = False) -> bytes:
    """JSON of process data; keys in their order, or in that of their names."""
    marks, option = _Marks(), orjson.OPT_SORT_KEYS if is_sorted else 0
    written = orjson.dumps(value, default=marks, option=option)
    if written.count(b'"$n":') == marks.made:
        return written
    return orjson.dumps(_apart(value), default=marks, option=option)


def json_value(content: bytes | str) -> Any:
    """What `json_bytes` wrote."""
    value = orjson.loads(content)
    marked = b'"$n"' if isinstance(content, bytes) else '"$n"'
    return restored(value) if marked in content else value  # type: ignore[operator]


def structure(run: Run) -> dict[str, Any]:
    """The state as plain values, for `packed` and `fingerprint`."""
    writer = _Writer()
    scopes = [_scope(scope, writer) for scope in run.scopes]
    used = sorted({number for scope in run.scopes for number in _forks_in(scope)})
    forks = [[number, writer.delta(run.forks[number])] for number in used if number in run.forks]
    return {"f": FORMAT, "n": run.counter, "s": scopes, "b": forks}


def _forks_in(scope: _Scope) -> list[int]:
    found = [number for token in scope.tasks.values() for number, _ in token.forks]
    return found + [number for _, forks in scope.ended for number, _ in forks]


def _scope(scope: _Scope, writer: _Writer) -> dict[str, Any]:
    written: dict[str, Any] = {"d": scope.definition.id, "t": [_token(token, writer) for token in scope.tasks.values()]}
    if isinstance(scope, SubRun):
        written["p"] = scope.parent_task_id
        if scope.spec is not scope.definition.spec:
            written["e"] = scope.spec.name
    if scope.performers:
        written["w"] = scope.performers
    if scope.ended:
        written["x"] = [[writer.delta(data), forks] for data, forks in scope.ended]
    return written


def _token(token: Token, writer: _Writer) -> list[Any]:
    row = [token.id, token.task_spec.name, token._state, token._parent, writer.delta(token.data)]
    if token.internal_data or token.forks:
        row.append(token.internal_data)
    if token.forks:
        row.append(token.forks)
    return row


def packed(state: dict[str, Any]) -> bytes:
    """Compressed for the row. Raises ValueError for a state that is too big."""
    content = json_bytes(state)
    if len(content) > MAX_BYTES:
        raise ValueError(f"状态超过 {MAX_BYTES // 1_000_000} MB")
    return _own.press.compress(content)


def fingerprint(state: dict[str, Any]) -> str:
    """The hash of a state, for replay: equal states give equal hashes, whether they were stored between or not."""
    return hashlib.sha256(json_bytes(state, is_sorted=True)).hexdigest()[:16]


def load(content: bytes, find: Find, outside: Any) -> Run:
    """The run from the row's bytes. `find` gives the parsed definition of a version's id."""
    state = json_value(_own.unpress.decompress(content, max_output_size=MAX_BYTES))
    if state["f"] != FORMAT:
        raise ValueError(f"state format {state['f']}")
    first, *others = state["s"]
    run = Run(find(first["d"]), outside)
    reader = _Reader()
    _fill(run, first, reader)
    for written in others:
        definition = find(written["d"])
        parent = run.find(written["p"])
        spec = definition.spec_named(written["e"]) if "e" in written else definition.spec
        scope = SubRun(spec, parent, definition)  # type: ignore[arg-type]
        run.subprocesses[written["p"]] = scope
        _fill(scope, written, reader)
    run.forks = {number: reader.data(delta) for number, delta in state["b"]}
    run.counter = state["n"]
    return run


def _fill(scope: _Scope, written: dict[str, Any], reader: _Reader) -> None:
    specs = scope.spec.task_specs  # type: ignore[attr-defined]
    for row in written["t"]:
        token = Token(scope, specs[row[1]], None, row[2], row[0])
        token._parent = row[3]
        token.data = reader.data(row[4])
        token.internal_data = row[5] if len(row) > 5 else {}
        token.forks = tuple((a, b) for a, b in row[6]) if len(row) > 6 else ()
    scope.task_tree = scope.tasks[written["t"][0][0]]
    for token in scope.tasks.values():
        if token._parent is not None:
            scope.tasks[token._parent]._children.append(token.id)
    scope.performers = written.get("w", {})
    scope.ended = [(reader.data(delta), tuple((a, b) for a, b in forks)) for delta, forks in written.get("x", ())]

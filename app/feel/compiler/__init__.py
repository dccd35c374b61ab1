"""Nodes into closures. `compile_node(node, scope)` gives a function of a Frame; each kind of node is one entry of its table."""

from __future__ import annotations

from . import blocks, calls, loops, operators, paths, tests  # noqa: F401  (each adds its nodes to the table)
from .scope import Closure, Scope, compile_node
from .tests import Test, compile_test

__all__ = ["Closure", "Scope", "Test", "compile_node", "compile_test"]

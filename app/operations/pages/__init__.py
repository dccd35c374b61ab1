"""The pages of the administrators' room: trouble, one process, proposals, the outbox, moves to another version."""

from app.operations.pages import letters, moves, process, proposals, proposing, trouble
from app.operations.pages.blueprint import blueprint

__all__ = ["blueprint", "letters", "moves", "process", "proposals", "proposing", "trouble"]

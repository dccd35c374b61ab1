"""The pages of the administrators' room: trouble, one process, proposals, the outbox."""

from app.operations.pages import letters, process, proposals, proposing, trouble
from app.operations.pages.blueprint import blueprint

__all__ = ["blueprint", "letters", "process", "proposals", "proposing", "trouble"]

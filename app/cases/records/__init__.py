"""What is kept of a case (`matters`) and of official letters (`letters`)."""

from __future__ import annotations

from app.cases.records.letters import Delivery, Letter, LetterReading, LetterText
from app.cases.records.matters import (
    Case,
    ClockPause,
    Counter,
    Document,
    Member,
    RegistryFact,
    TimelineEntry,
)

__all__ = [
    "Case",
    "ClockPause",
    "Counter",
    "Delivery",
    "Document",
    "Letter",
    "LetterReading",
    "LetterText",
    "Member",
    "RegistryFact",
    "TimelineEntry",
]

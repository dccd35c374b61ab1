"""Logging: structlog over the standard library, in text or JSON, and never a personal number.

The last processor masks ID numbers (15 or 18 digits) and mobile phones (11 digits) wherever they stand: in the message,
in values, in a traceback. It is the net under the rule that nobody logs them.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBERS = re.compile(r"(?<![0-9])(?:[1-9]\d{16}[\dXx]|[1-9]\d{14}|1[3-9]\d{9})(?![0-9])", re.ASCII)


def masked(text: str) -> str:
    """The text with every ID number and mobile phone reduced to its first three characters."""
    return _NUMBERS.sub(lambda found: found.group()[:3] + "*" * (len(found.group()) - 3), text)


def _mask(_logger: Any, _method: str, line: Any) -> Any:
    """A processor after rendering: the finished line, whatever it is made of."""
    return masked(line) if isinstance(line, str) else line


def _drop_own_keys(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event


def start(chosen: Any) -> None:
    """Sends everything (structlog, logging, warnings) to standard error in the chosen shape and level."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[_drop_own_keys, _renderer(chosen.format), _mask]
        )
    )
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "anju", False)]:
        root.removeHandler(old)
    handler.anju = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(chosen.level)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.captureWarnings(True)


def _renderer(shape: str) -> Any:
    if shape == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False)

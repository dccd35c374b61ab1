"""What the diagrams of requests about a lease have in common. Days in process data are ISO text."""

from __future__ import annotations

from typing import Any

from app.leasing.commands import requests
from app.registry import step


@step
def decide_request(request_id: int, request_state: str, decided: dict[str, Any] | None = None) -> dict[str, Any]:
    """The request is over: granted, refused, withdrawn, lapsed."""
    requests.decide(request_id, request_state, decided or {})
    return {}

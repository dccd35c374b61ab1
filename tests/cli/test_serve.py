"""`flask serve`: what it puts in force before it begins."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from flask import Flask

from app import settings


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody else holds: a server that is to start there ends at once."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_codes_and_links_of_a_server_lead_to_its_own_port(app: Flask, taken_port: int) -> None:
    before = settings.current()
    try:
        ended = app.test_cli_runner().invoke(args=["serve", "--port", str(taken_port)])
        address = settings.current().letters.address
    finally:
        settings.use(before)
    assert (ended.exit_code, address) == (1, f"http://127.0.0.1:{taken_port}"), ended.output

"""A small web application of its own beside the house: the far ends that are simulated for demonstrations and tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server


def open_server(application: Flask, *, port: int, threads: int = 4) -> BaseWSGIServer:
    """A server on 127.0.0.1 (port 0: any free one, see `.effective_port`); call `.run()` and `.close()`."""
    return create_server(application, host="127.0.0.1", port=port, threads=threads)


@contextmanager
def running(application: Flask, *, port: int = 0, threads: int = 4) -> Iterator[str]:
    """The application in a thread of this process; yields its address."""
    server = open_server(application, port=port, threads=threads)
    thread = threading.Thread(target=server.run, name=application.name, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join(10)
        server.task_dispatcher.shutdown(timeout=10)

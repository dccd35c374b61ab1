"""A real Chromium before a real server.

`server`    a live waitress in a process of its own, on a cloned database: `.url`, `.flask("command", …)`, `.database`
`browser`   Chromium (session)
`page_at`   page_at(390) or page_at(1366, language="en", large=True): a new page of that width, nobody signed in
`axe`       axe(page): every accessibility problem axe-core finds on the page as it is now; the test fails with the list

A test fails too when the page's console says something went wrong (a blocked script, a missing file).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.conftest import INSTANCE, _clone

TOP = Path(__file__).resolve().parents[2]
AXE = TOP / "app" / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SERVE = (
    "from waitress import serve; from app import create_app; serve(create_app(), listen='127.0.0.1:{port}', threads=6)"
)


@dataclass
class Server:
    """The running app: its address, its database, and the environment its command line needs."""

    url: str
    database: str
    environment: dict[str, str] = field(repr=False, default_factory=dict)

    def flask(self, *command: str) -> str:
        """Runs `flask <command>` on the server's database and gives what it prints."""
        run = [sys.executable, "-m", "flask", "--app", "app", *command]
        done = subprocess.run(run, env=self.environment, cwd=TOP, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def serving(template: str, **settings: str) -> Iterator[Server]:
    """A server on a database cloned from that template; settings as `SECTION__KEY="value"`."""
    with _clone(template) as database:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {
            **os.environ,
            "APP_STORE__URL": database,
            "APP_STORE__INSTANCE": str(INSTANCE),
            "APP_STORE__FILES": str(INSTANCE / "browser-files"),
            "APP_DEMO__CLOCK": "true",
            **{f"APP_{key}": value for key, value in settings.items()},
        }
        process = subprocess.Popen([sys.executable, "-c", _SERVE.format(port=port)], env=environment, cwd=TOP)
        try:
            _wait(process, f"http://127.0.0.1:{port}/licences")
            yield Server(f"http://127.0.0.1:{port}", database, environment)
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[Any], address: str) -> None:
    for _try in range(300):
        assert process.poll() is None, "the server did not start"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def server(template: str) -> Iterator[Server]:
    """The server of this test run."""
    with serving(template) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the test fails in CI and is skipped, loudly, elsewhere."""
    if not CHROMIUM:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "no Chromium here: apt-get install chromium fonts-noto-cjk"
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page_at(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """New pages, each with its own cookies; closed at the end, when what their consoles said is looked at."""
    contexts: list[Any] = []
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # an error page's own status is no fault of the page
        if message.type == "error" and "the server responded with a status of" not in message.text:
            said.append(f"{message.text} ({message.location.get('url', '')})")

    def open_page(
        width: int = 1366, *, height: int = 900, language: str = "", large: bool = False, **more: Any
    ) -> Page:
        context = browser.new_context(
            base_url=server.url, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai", **more
        )  # fmt: skip
        contexts.append(context)
        for name, value in (("language", language), ("reading", "large" if large else "")):
            if value:
                context.add_cookies([{"name": name, "value": value, "url": server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not said, "\n".join(said)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Fails with everything axe-core finds on the page."""
    assert AXE.is_file(), "axe-core is missing: npm ci in app/web/frontend"
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
        )
        problems = [
            f"{one['id']} ({one['impact']}): {one['help']}\n"
            + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in one["nodes"][:5])
            for one in found["violations"]
        ]
        assert not problems, f"{page.url} at {page.viewport_size}\n" + "\n".join(problems)

    return check

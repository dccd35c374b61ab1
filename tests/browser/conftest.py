"""A real Chromium before a real server.

`server`    a live waitress in a process of its own, on a cloned database: `.url`, `.flask("command", …)`, `.database`
`browser`   Chromium (session)
`page_at`   page_at(390) or page_at(1366, language="en", large=True): a new page of that width, nobody signed in
`axe`       axe(page): every accessibility problem axe-core finds on the page as it is now; the test fails with the list
`look`      look(page, "name"): the page as it is now is held to axe at 1366 and 390 px and must not scroll sideways;
            with ANJU_SHOTS=<folder> each is pictured there
`scene`     where every page of `server` is, and the session cookies of those who may see it (scenery.py)
`town`      a server of the module's own with officers, departments that answer over HTTP, and a ticker: its clock may be
            moved by weeks without disturbing other tests
`post`      the town's officers at their desks (hands.py)
`town_page` as `page_at`, at the town

A test fails too when the page's console says something went wrong (a blocked script, a missing file).
"""

from __future__ import annotations

import json
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
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from app import settings
from app.exchange.simulators.doors import Departments, running
from app.exchange.simulators.registries import load as load_registries
from app.people.commands.demo import DEMO_PASSWORD
from app.rehearsal.demo import REGISTRIES
from tests.browser.hands import Look, Post, at_their_desks, watched
from tests.conftest import INSTANCE, _clone

expect.set_options(timeout=15_000)  # two workers share two cores: waiting costs nothing where the page is right

TOP = Path(__file__).resolve().parents[2]
AXE = TOP / "app" / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = os.environ.get("ANJU_SHOTS")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SERVE = (
    "from waitress import serve; from app import create_app; serve(create_app(), listen='127.0.0.1:{port}', threads=6)"
)


@dataclass
class Server:
    """The running app: its address, its database, the environment its command line needs, and what was staged in it."""

    url: str
    database: str
    environment: dict[str, str] = field(repr=False, default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)

    def flask(self, *command: str) -> str:
        """Runs `flask <command>` on the server's database and gives what it prints."""
        return self._run("flask", "--app", "app", *command)

    def stage(self, what: str) -> Any:
        """Sets up what `stage.py` calls by that name, and gives what it says about it."""
        return json.loads(self._run("tests.browser.stage", what))

    def tenancy(self, what: str, *words: str) -> Any:
        """The same of `tenancy.py`."""
        return json.loads(self._run("tests.browser.tenancy", what, *words))

    def _run(self, module: str, *words: str) -> str:
        run = [sys.executable, "-m", module, *words]
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
def scene(server: Server) -> dict[str, Any]:
    """Where every page is, and the cookies of those who may see it."""
    return dict(server.stage("pages"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the test fails in CI and is skipped, loudly, elsewhere."""
    if not CHROMIUM:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "no Chromium here: apt-get install chromium-headless-shell fonts-noto-cjk"
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@contextmanager
def pages_of(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """New pages of a server, each with its own cookies; closed at the end, when what their consoles said is looked at."""
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
        page.set_default_timeout(20_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not said, "\n".join(said)


@pytest.fixture
def page_at(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """New pages, nobody signed in."""
    with pages_of(browser, server) as open_page:
        yield open_page


@contextmanager
def departments() -> Iterator[str]:
    """The eight departments over HTTP on a free port; people whom no registry knows get an invented record."""
    known = settings.load(environ={}, changes={"store": {"instance": str(INSTANCE)}})
    tokens = {known.exchange.app_id: known.secrets.gateway_token}
    with running(Departments(load_registries(REGISTRIES, invents=True), tokens)) as address:
        yield address


@contextmanager
def ticking(server: Server) -> Iterator[None]:
    """The ticker, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "ticker"],
        env=server.environment, cwd=TOP, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def town(template: str) -> Iterator[Server]:
    """A town of the module's own: officers at their desks, departments, a ticker that strikes every second."""
    with departments() as address:
        pace = {"TICKER__ENGINE_SECONDS": "1", "TICKER__OUTBOX_SECONDS": "1"}
        with serving(template, EXCHANGE__URL=address, **pace) as server:
            server.stage("officers")
            with ticking(server):
                yield server


@pytest.fixture
def town_page(browser: Browser, town: Server) -> Iterator[Callable[..., Page]]:
    """New pages at the town, nobody signed in."""
    with pages_of(browser, town) as open_page:
        yield open_page


@pytest.fixture
def post(town: Server, town_page: Callable[..., Page]) -> Post:
    """post("cuixiang-street_reviewer"): that officer of the town at the desk; each signs in once."""
    return at_their_desks(town_page, DEMO_PASSWORD)


@pytest.fixture
def city_page(browser: Browser, city: Server) -> Iterator[Callable[..., Page]]:
    """New pages at the `city` of a story's own module, nobody signed in."""
    with pages_of(browser, city) as open_page:
        yield open_page


@pytest.fixture
def officers(city_page: Callable[..., Page], look: Look) -> Post:
    """officers("zhuhai-city_reviewer"): that officer of the city; each kind of task is looked at once, those of an objection
    in the story of an application."""
    return watched(at_their_desks(city_page, DEMO_PASSWORD), look, but=("受理异议", "调查核实", "合议决定"))


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Fails with everything axe-core finds on the page."""
    assert AXE.is_file(), "axe-core is missing: npm ci in app/web/frontend"
    source = AXE.read_text(encoding="utf-8")

    def run(page: Page) -> Any:
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        return page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
        )

    def check(page: Page) -> None:
        try:
            found = run(page)
        except Error:  # the page went on to the next one meanwhile: that one is meant
            found = run(page)
        problems = [
            f"{one['id']} ({one['impact']}): {one['help']}\n"
            + "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in one["nodes"][:5])
            for one in found["violations"]
        ]
        assert not problems, f"{page.url} at {page.viewport_size}\n" + "\n".join(problems)

    return check


@pytest.fixture(scope="session")
def look(axe: Callable[[Page], None]) -> Callable[..., None]:
    """Holds the page as it is now to axe, at each width, and to not scrolling sideways."""

    def check(page: Page, name: str, *, widths: tuple[int, ...] = (1366, 390)) -> None:
        size = page.viewport_size
        assert size
        for width in widths:
            if width != page.viewport_size["width"]:
                page.set_viewport_size({"width": width, "height": size["height"]})
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True, caret="initial")
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} ({page.url}) scrolls sideways at {width}: {wide}"
        page.set_viewport_size(size)

    return check

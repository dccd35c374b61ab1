"""The sections of config.toml: each a frozen dataclass, each key one of its fields."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
"""The repository's top folder: relative paths in settings begin here."""


@dataclass(frozen=True)
class Server:
    """How the pages are served."""

    host: str
    port: int
    threads: int
    https: bool
    proxies: int
    max_request_mb: int


@dataclass(frozen=True)
class Store:
    """Where things are kept. `url` empty means the embedded PostgreSQL."""

    url: str
    instance: str
    files: str
    tenant: str
    pool: int
    deadline_seconds: int

    @property
    def instance_folder(self) -> Path:
        """The folder of secrets and embedded data, absolute."""
        return TOP / self.instance

    @property
    def files_folder(self) -> Path:
        """The folder of kept documents, absolute."""
        return TOP / self.files


@dataclass(frozen=True)
class Log:
    """What is logged, and in which shape."""

    level: str
    format: str


@dataclass(frozen=True)
class Ticker:
    """How often the clock of the house strikes."""

    engine_seconds: int
    outbox_seconds: int
    morning_seconds: int
    keeping_minutes: int
    batch: int


@dataclass(frozen=True)
class Outbox:
    """How what leaves the house is sent and tried again."""

    parallel: int
    lease_seconds: int
    first_wait_seconds: int
    longest_wait_seconds: int
    keep_days: int


@dataclass(frozen=True)
class Files:
    """What may be uploaded."""

    max_mb: int
    max_megapixels: int


@dataclass(frozen=True)
class People:
    """Sign-in and sessions."""

    password_min: int
    lock_after: int
    lock_first_seconds: int
    lock_minutes: int
    idle_minutes: int
    session_hours: int


@dataclass(frozen=True)
class Portal:
    """The citizen's side."""

    draft_days: int


@dataclass(frozen=True)
class Publicity:
    """Objections to public notices."""

    anonymous_free: int
    anonymous_first_minutes: int
    anonymous_longest_minutes: int


@dataclass(frozen=True)
class Letters:
    """Official letters as PDF."""

    address: str
    fonts: str


@dataclass(frozen=True)
class Engine:
    """Budgets and how long things are kept for a process."""

    visit_seconds: int
    visit_steps: int
    message_days: int
    key_days: int
    plan_at_once: int
    proof_sample: int
    proof_from: int
    proof_until: int


@dataclass(frozen=True)
class Exchange:
    """The gateway to other authorities."""

    url: str
    urls: dict[str, str]
    app_id: str
    timeout_seconds: int
    validity_days: int
    attempts: int
    later_attempts: int


@dataclass(frozen=True)
class Api:
    """What programs may ask of us."""

    requests_per_minute: int
    body_kb: int
    token_days: int


@dataclass(frozen=True)
class Webhooks:
    """Where subscribers may be told what happens, and how patiently."""

    hosts: list[str]
    loopback: bool
    timeout_seconds: int
    attempts: int


@dataclass(frozen=True)
class Health:
    """Within which bounds the house is well, and who may read its figures."""

    metrics: str
    late_timer_seconds: int
    open_task_days: int
    troubled_processes: int
    outbox_minutes: int
    dead_letters: int
    faulty_processes: int
    tick_seconds: int
    transaction_seconds: int


@dataclass(frozen=True)
class Payments:
    """The payment provider."""

    url: str
    order_minutes: int


@dataclass(frozen=True)
class Demo:
    """The demonstration."""

    clock: bool


@dataclass(frozen=True)
class Secrets:
    """Keys made on the first start. Sealing keys by id, base64 of 16 bytes; the current id seals, all open."""

    flask_key: str
    index_key: str
    sealing_key_id: str
    sealing_keys: dict[str, str]
    gateway_token: str
    payment_key: str


@dataclass(frozen=True)
class Settings:
    """All sections."""

    server: Server
    store: Store
    log: Log
    ticker: Ticker
    outbox: Outbox
    files: Files
    people: People
    portal: Portal
    publicity: Publicity
    letters: Letters
    engine: Engine
    exchange: Exchange
    api: Api
    webhooks: Webhooks
    health: Health
    payments: Payments
    demo: Demo
    secrets: Secrets

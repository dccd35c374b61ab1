"""Where a webhook may go: https to the open Internet, else only hosts that the settings name. Never inside by a trick."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

LONGEST = 500


def url_problem(url: str, hosts: Collection[str], *, loopback: bool) -> str | None:
    """Why this address may not be told ("form", "scheme"), or None. What its name resolves to is checked when it is called."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "form"
    plain = len(url) <= LONGEST and url.isascii() and url.isprintable() and " " not in url
    if not (plain and host and parts.scheme in ("https", "http") and port != 0):
        return "form"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "form"
    trusted = host in hosts or (loopback and _is_loopback(host))
    return None if parts.scheme == "https" or trusted else "scheme"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_call(host: str, address: str, hosts: Collection[str], *, loopback: bool) -> bool:
    """Whether the address that a host resolved to may be called: public ones; others only where the settings name the host."""
    at = ipaddress.ip_address(address.partition("%")[0])
    inner = at.ipv4_mapped if isinstance(at, ipaddress.IPv6Address) and at.ipv4_mapped else at
    if inner.is_loopback:
        return loopback
    return host in hosts or (inner.is_global and not inner.is_multicast)

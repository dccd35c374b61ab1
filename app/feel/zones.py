"""Time zones, read from the pinned tzdata wheel and never from the machine."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = -62_000_000_000, 253_000_000_000  # a little within the years 1 and 9999
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*\Z")


@lru_cache(maxsize=64)
def zone_named(key: str) -> ZoneInfo | None:
    """The zone of an IANA name such as Asia/Shanghai, or None when there is none."""
    if not _KEY.match(key):
        return None
    place = files("tzdata").joinpath("zoneinfo", *key.split("/"))
    if not place.is_file():
        return None
    with place.open("rb") as data:
        try:
            return ZoneInfo.from_file(data, key=key)
        except ValueError:
            return None


def offset_at(key: str, epoch_second: int) -> int:
    """Seconds east of Greenwich that a zone keeps at an instant."""
    zone = zone_named(key)
    if zone is None:
        return 0
    near = min(max(epoch_second, _FIRST), _LAST)
    delta = (_EPOCH + timedelta(seconds=near)).astimezone(zone).utcoffset()
    return int(delta.total_seconds()) if delta is not None else 0


def offset_of(key: str, year: int, month: int, day: int, hour: int, minute: int, second: int) -> int:
    """Seconds east of Greenwich that a zone keeps at a local time; years outside 1..9999 take the nearest the rules know."""
    zone = zone_named(key)
    if zone is None:
        return 0
    near = min(max(year, 2), 9998)
    if month == 2 and day == 29 and near != year:
        day = 28
    delta = datetime(near, month, day, hour, minute, second, tzinfo=zone).utcoffset()
    return int(delta.total_seconds()) if delta is not None else 0

"""FEEL's date, time, date and time, and the two durations: values of any year, exact to the nanosecond."""

from __future__ import annotations

from dataclasses import dataclass
from functools import total_ordering

from .zones import offset_at, offset_of

NANOS = 1_000_000_000
DAY = 86_400 * NANOS
MAX_YEAR = 999_999_999
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether a year of the proleptic Gregorian calendar has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def epoch_day(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant's days_from_civil)."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day, of any year to ±999,999,999."""

    year: int
    month: int
    day: int

    @classmethod
    def of_epoch(cls, days: int) -> Date:
        """The inverse of `epoch`."""
        era, day_of_era = divmod(days + 719_468, 146_097)
        year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
        day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
        shifted = (5 * day_of_year + 2) // 153
        day = day_of_year - (153 * shifted + 2) // 5 + 1
        month = shifted + 3 if shifted < 10 else shifted - 9
        year = year_of_era + era * 400 + (month <= 2)
        if abs(year) > MAX_YEAR:
            raise ValueError("the year is out of range")
        return cls(year, month, day)

    @property
    def epoch(self) -> int:
        """Days since 1970-01-01."""
        return epoch_day(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """Monday 1 … Sunday 7."""
        return (self.epoch + 3) % 7 + 1

    def plus_months(self, months: int) -> Date:
        """The same day so many months on, or the last of that month when it has no such day."""
        year, month0 = divmod(self.year * 12 + self.month - 1 + months, 12)
        if abs(year) > MAX_YEAR:
            raise ValueError("the year is out of range")
        return Date(year, month0 + 1, min(self.day, days_in(year, month0 + 1)))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


def _zone_text(offset: int | None, zone: str | None) -> str:
    if zone is not None:
        return "@" + zone
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    tail = f":{seconds:02d}" if seconds else ""
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}{tail}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day; `offset` in seconds east of Greenwich or `zone` by IANA name, or neither (local)."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def local(self) -> int:
        """Nanoseconds since local midnight."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * NANOS + self.nano

    @property
    def is_zoned(self) -> bool:
        """Whether the time knows its place on earth."""
        return self.offset is not None or self.zone is not None

    @property
    def shift(self) -> int:
        """Seconds east of Greenwich; a named zone is asked for 1970-01-01, a local time has 0."""
        if self.zone is not None:
            return offset_of(self.zone, 1970, 1, 1, self.hour, self.minute, self.second)
        return self.offset or 0

    @property
    def instant(self) -> int:
        """Nanoseconds since midnight at Greenwich; may be negative."""
        return self.local - self.shift * NANOS

    def at_local(self, nanos: int) -> Time:
        """The same kind of time at another local time of day, which wraps at midnight."""
        seconds, nano = divmod(nanos % DAY, NANOS)
        return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, self.offset, self.zone)

    def __str__(self) -> str:
        fraction = f".{self.nano:09d}".rstrip("0") if self.nano else ""
        return f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction}{_zone_text(self.offset, self.zone)}"


MIDNIGHT = Time(0, 0, 0)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of day."""

    date: Date
    time: Time

    @property
    def is_zoned(self) -> bool:
        """Whether it names one instant."""
        return self.time.is_zoned

    @property
    def shift(self) -> int:
        """Seconds east of Greenwich at this local time."""
        time, date = self.time, self.date
        if time.zone is not None:
            return offset_of(time.zone, date.year, date.month, date.day, time.hour, time.minute, time.second)
        return time.offset or 0

    @property
    def local(self) -> int:
        """Nanoseconds since local 1970-01-01."""
        return self.date.epoch * DAY + self.time.local

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01 at Greenwich; a local one counts as if it were there."""
        return self.local - self.shift * NANOS

    def at_local(self, nanos: int) -> DateTime:
        """The same zone at another local time."""
        days, rest = divmod(nanos, DAY)
        return DateTime(Date.of_epoch(days), self.time.at_local(rest))

    def plus(self, nanos: int) -> DateTime:
        """So many nanoseconds on; under a named zone its clock changes count."""
        if self.time.zone is None:
            return self.at_local(self.local + nanos)
        goal = self.instant + nanos
        return self.at_local(goal + offset_at(self.time.zone, goal // NANOS) * NANOS)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@total_ordering
@dataclass(frozen=True, slots=True)
class DaysDuration:
    """A days and time duration, in nanoseconds."""

    nanos: int

    @property
    def seconds(self) -> int:
        """Whole seconds, cut towards zero."""
        return abs(self.nanos) // NANOS * (-1 if self.nanos < 0 else 1)

    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds and nanoseconds, each with the sign of the whole."""
        sign = -1 if self.nanos < 0 else 1
        seconds, nano = divmod(abs(self.nanos), NANOS)
        return (
            sign * (seconds // 86_400),
            sign * (seconds // 3600 % 24),
            sign * (seconds // 60 % 60),
            sign * (seconds % 60),
            sign * nano,
        )

    def __lt__(self, other: DaysDuration) -> bool:
        return self.nanos < other.nanos

    def __str__(self) -> str:
        days, hours, minutes, seconds, nano = (abs(part) for part in self.parts())
        text = "-P" if self.nanos < 0 else "P"
        text += f"{days}D" if days else ""
        fraction = f".{nano:09d}".rstrip("0") if nano else ""
        clock = (
            (f"{hours}H" if hours else "")
            + (f"{minutes}M" if minutes else "")
            + (f"{seconds}{fraction}S" if seconds or nano else "")
        )
        if clock:
            return text + "T" + clock
        return text if days else "PT0S"


@total_ordering
@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """A years and months duration, in months."""

    months: int

    def __lt__(self, other: MonthsDuration) -> bool:
        return self.months < other.months

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        if not self.months:
            return "P0M"
        return ("-P" if self.months < 0 else "P") + (f"{years}Y" if years else "") + (f"{months}M" if months else "")

"""`+ - * / **` over every pair of kinds that has a meaning, as tables; what stands in no table yields null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import Any

from .errors import Fail
from .numbers import CONTEXT, ZERO
from .temporal import DAY, NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time
from .values import kind_of

Operation = Callable[[Any, Any], Any]
MAX_NANOS = 10**31
MAX_MONTHS = 10**12


def days_duration(nanos: int) -> DaysDuration:
    """A duration of bounded size. Raises Fail."""
    if abs(nanos) > MAX_NANOS:
        raise Fail("the duration is too long")
    return DaysDuration(nanos)


def months_duration(months: int) -> MonthsDuration:
    """A duration of bounded size. Raises Fail."""
    if abs(months) > MAX_MONTHS:
        raise Fail("the duration is too long")
    return MonthsDuration(months)


def _shift_datetime(a: DateTime, b: DaysDuration) -> DateTime:
    return a.plus(b.nanos)


def _months_later(a: DateTime, months: int) -> DateTime:
    return DateTime(a.date.plus_months(months), a.time)


def _between_datetimes(a: DateTime, b: DateTime) -> DaysDuration:
    if a.is_zoned != b.is_zoned:
        raise Fail("a date and time with a zone and one without cannot be subtracted")
    return DaysDuration(a.instant - b.instant)


def _as_datetime(a: Date) -> DateTime:
    return DateTime(a, Time(0, 0, 0, 0, 0))


def _between_times(a: Time, b: Time) -> DaysDuration:
    if a.is_zoned != b.is_zoned:
        raise Fail("a time with a zone and one without cannot be subtracted")
    return DaysDuration(a.instant - b.instant)


def _whole(number: Decimal) -> int:
    if number.adjusted() > 40:
        raise Fail("the number is too large here")
    return int(number.to_integral_value(rounding=ROUND_DOWN))


def _times(units: int, number: Decimal) -> int:
    return _whole(CONTEXT.multiply(Decimal(units), number))


def _over(units: int, number: Decimal) -> int:
    if number == ZERO:
        raise Fail("division by zero")
    return _whole(CONTEXT.divide(Decimal(units), number))


def _ratio(a: int, b: int) -> Decimal:
    if b == 0:
        raise Fail("division by zero")
    return CONTEXT.divide(Decimal(a), Decimal(b))


def _divide(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise Fail("division by zero")
    return CONTEXT.divide(a, b)


def _power(a: Decimal, b: Decimal) -> Decimal:
    if not a and not b:
        return Decimal(1)
    return CONTEXT.power(a, b)


def _turned(operation: Operation) -> Operation:
    return lambda a, b: operation(b, a)


ADD: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): CONTEXT.add,
    (str, str): lambda a, b: a + b,
    (Date, DaysDuration): lambda a, b: Date.of_epoch((a.epoch * DAY + b.nanos) // DAY),
    (Date, MonthsDuration): lambda a, b: a.plus_months(b.months),
    (DateTime, DaysDuration): _shift_datetime,
    (DateTime, MonthsDuration): lambda a, b: _months_later(a, b.months),
    (Time, DaysDuration): lambda a, b: a.at_local(a.local + b.nanos),
    (DaysDuration, DaysDuration): lambda a, b: days_duration(a.nanos + b.nanos),
    (MonthsDuration, MonthsDuration): lambda a, b: months_duration(a.months + b.months),
}
for _a, _b in [
    (Date, DaysDuration),
    (Date, MonthsDuration),
    (DateTime, DaysDuration),
    (DateTime, MonthsDuration),
    (Time, DaysDuration),
]:
    ADD[_b, _a] = _turned(ADD[_a, _b])

SUBTRACT: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): CONTEXT.subtract,
    (Date, Date): lambda a, b: DaysDuration((a.epoch - b.epoch) * DAY),
    (DateTime, DateTime): _between_datetimes,
    (Date, DateTime): lambda a, b: _between_datetimes(_as_datetime(a), b),
    (DateTime, Date): lambda a, b: _between_datetimes(a, _as_datetime(b)),
    (Time, Time): _between_times,
    (Date, DaysDuration): lambda a, b: Date.of_epoch((a.epoch * DAY - b.nanos) // DAY),
    (Date, MonthsDuration): lambda a, b: a.plus_months(-b.months),
    (DateTime, DaysDuration): lambda a, b: a.plus(-b.nanos),
    (DateTime, MonthsDuration): lambda a, b: _months_later(a, -b.months),
    (Time, DaysDuration): lambda a, b: a.at_local(a.local - b.nanos),
    (DaysDuration, DaysDuration): lambda a, b: days_duration(a.nanos - b.nanos),
    (MonthsDuration, MonthsDuration): lambda a, b: months_duration(a.months - b.months),
}
MULTIPLY: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): CONTEXT.multiply,
    (DaysDuration, Decimal): lambda a, b: days_duration(_times(a.nanos, b)),
    (MonthsDuration, Decimal): lambda a, b: months_duration(_times(a.months, b)),
    (Decimal, DaysDuration): lambda a, b: days_duration(_times(b.nanos, a)),
    (Decimal, MonthsDuration): lambda a, b: months_duration(_times(b.months, a)),
}
DIVIDE: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): _divide,
    (DaysDuration, Decimal): lambda a, b: days_duration(_over(a.nanos, b)),
    (MonthsDuration, Decimal): lambda a, b: months_duration(_over(a.months, b)),
    (DaysDuration, DaysDuration): lambda a, b: _ratio(a.nanos, b.nanos),
    (MonthsDuration, MonthsDuration): lambda a, b: _ratio(a.months, b.months),
}
POWER: dict[tuple[type, type], Operation] = {(Decimal, Decimal): _power}
TABLES = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}
VERBS = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided", "**": "raised to a power"}


def operate(op: str, a: Any, b: Any) -> Any:
    """The result of an arithmetic operator. Raises Fail with the reason."""
    operation = TABLES[op].get((type(a), type(b)))
    if operation is None:
        raise Fail(f"{kind_of(a)} and {kind_of(b)} cannot be {VERBS[op]}")
    try:
        return operation(a, b)
    except ArithmeticError:
        raise Fail("the number is too large or has no value") from None
    except ValueError as error:
        raise Fail(str(error)) from None


def negate(a: Any) -> Any:
    """`-a`. Raises Fail."""
    if type(a) is Decimal:
        return CONTEXT.minus(a)
    if type(a) is DaysDuration:
        return DaysDuration(-a.nanos)
    if type(a) is MonthsDuration:
        return MonthsDuration(-a.months)
    raise Fail(f"{kind_of(a)} cannot be negated")


SECOND = Decimal(NANOS)

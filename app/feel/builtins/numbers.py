"""Functions on numbers, and `not`."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from ..errors import Fail
from ..numbers import CONTEXT, COSTLY, ONE, ZERO, is_whole
from ..run import Run
from ..temporal import DaysDuration, MonthsDuration
from .registry import builtin

MAX_SCALE, MIN_SCALE = 6176, -6111


def rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal:
    """A number to so many digits behind the point (before it, when negative). Raises Fail."""
    if not is_whole(scale):
        scale = scale.to_integral_value(rounding=ROUND_DOWN)
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise Fail(f"scale must lie between {MIN_SCALE} and {MAX_SCALE}")
    exponent = -int(scale)
    held = number.as_tuple().exponent
    if isinstance(held, int) and held >= exponent:
        return number
    wide = CONTEXT.copy()
    wide.rounding = mode
    result = number.quantize(ONE.scaleb(exponent, context=wide), context=wide)
    return CONTEXT.add(result, ZERO) if exponent > 0 else result


@builtin("not", "negand: boolean?")
def not_(run: Run, negand: bool | None) -> bool:
    """真变假，假变真。 / True for false, false for true."""
    if negand is None:
        raise Fail("null is neither true nor false")
    return not negand


@builtin("decimal", "n: number, scale: number")
def decimal(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    """四舍六入五成双，保留几位小数。 / The number rounded to so many digits, a half to the even neighbour."""
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale?: number")
def floor(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    """向下取整。 / The number rounded towards minus infinity."""
    return rounded(n, scale or ZERO, ROUND_FLOOR)


@builtin("ceiling", "n: number, scale?: number")
def ceiling(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    """向上取整。 / The number rounded towards infinity."""
    return rounded(n, scale or ZERO, ROUND_CEILING)


@builtin("round up", "n: number, scale?: number")
def round_up(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    """向远离零的方向舍入。 / The number rounded away from zero."""
    return rounded(n, scale or ZERO, ROUND_UP)


@builtin("round down", "n: number, scale?: number")
def round_down(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    """向零的方向舍入（截断）。 / The number rounded towards zero."""
    return rounded(n, scale or ZERO, ROUND_DOWN)


@builtin("round half up", "n: number, scale?: number")
def round_half_up(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    """四舍五入。 / The number rounded to the nearest, a half away from zero."""
    return rounded(n, scale or ZERO, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale?: number")
def round_half_down(run: Run, n: Decimal, scale: Decimal | None = None) -> Decimal:
    """五舍六入。 / The number rounded to the nearest, a half towards zero."""
    return rounded(n, scale or ZERO, ROUND_HALF_DOWN)


@builtin("abs", "n: number|duration")
def abs_(run: Run, n: Any) -> Decimal | DaysDuration | MonthsDuration:
    """绝对值。 / The number or duration without its sign."""
    if type(n) is DaysDuration:
        return DaysDuration(abs(n.nanos))
    if type(n) is MonthsDuration:
        return MonthsDuration(abs(n.months))
    return n.copy_abs()


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    """余数，符号随除数。 / The remainder of the division, with the sign of the divisor."""
    if not divisor:
        raise Fail("division by zero")
    quotient = CONTEXT.divide(dividend, divisor).to_integral_value(rounding=ROUND_FLOOR)
    return CONTEXT.subtract(dividend, CONTEXT.multiply(divisor, quotient))


@builtin("sqrt", "number: number")
def sqrt(run: Run, number: Decimal) -> Decimal:
    """平方根。 / The square root."""
    if number < 0:
        raise Fail("a negative number has no square root")
    run.step(COSTLY)
    return CONTEXT.sqrt(number)


@builtin("log", "number: number")
def log(run: Run, number: Decimal) -> Decimal:
    """自然对数。 / The natural logarithm."""
    if number <= 0:
        raise Fail("only a positive number has a logarithm")
    run.step(COSTLY)
    return CONTEXT.ln(number)


@builtin("exp", "number: number")
def exp(run: Run, number: Decimal) -> Decimal:
    """e 的多少次方。 / e to the power of the number."""
    run.step(COSTLY)
    return CONTEXT.exp(number)


@builtin("odd", "number: number")
def odd(run: Run, number: Decimal) -> bool:
    """是不是奇数。 / Whether the number is odd."""
    return _remainder(number) == 1


@builtin("even", "number: number")
def even(run: Run, number: Decimal) -> bool:
    """是不是偶数。 / Whether the number is even."""
    return _remainder(number) == 0


def _remainder(number: Decimal) -> Decimal:
    digits = number.as_tuple()
    if number.adjusted() >= 34 and isinstance(digits.exponent, int) and digits.exponent > 0:
        return ZERO
    return CONTEXT.remainder(number.copy_abs(), Decimal(2))

"""Decimal arithmetic as IEEE 754 decimal128: 34 digits, half-even. Never a binary float."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
ZERO = Decimal(0)
ONE = Decimal(1)
COSTLY = 200  # steps that a root, a power or a logarithm costs
PLAIN_EXPONENT = 40  # beyond this many zeros a number is written with an exponent


def number_text(number: Decimal) -> str:
    """A number as FEEL writes it: trailing zeros kept, no exponent unless it is far out, no sign before zero."""
    number = number if number else number.copy_abs()
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -PLAIN_EXPONENT <= exponent <= PLAIN_EXPONENT:
        return format(number, "f")
    return str(number)


def is_whole(number: Decimal) -> bool:
    """Whether a number has no fraction (1.0 has none)."""
    return number == number.to_integral_value()

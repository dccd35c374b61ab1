"""The order that the browser carries to the payment provider, signed so that it cannot be changed on its way."""

from __future__ import annotations

from app.signing import mac


def order_signature(key: str, order: str, fen: int, back: str) -> str:
    """What shows the provider that an order comes from us: the order, its amount, and where the browser returns to."""
    return mac(key, f"{order}\n{fen}\n{back}".encode()).hex()

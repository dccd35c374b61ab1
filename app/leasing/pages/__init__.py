"""The pages of leases. `money`: payments for the city's officers; `provider`: where the payment provider reports what was paid."""

from __future__ import annotations

from app.leasing.pages import money, provider
from app.leasing.pages.blueprint import blueprint

blueprints = [blueprint, provider.blueprint]

__all__ = ["blueprint", "blueprints", "money", "provider"]

"""The pages of leases. `home`: the tenant's; `desk`: lists and one lease for officers; `money`: payments for the city's officers; `pay`: the way to the payment provider and back; `provider`: where the payment provider reports what was paid."""

from __future__ import annotations

from app.leasing.pages import desk, hardship, home, money, pay, provider
from app.leasing.pages.blueprint import blueprint

blueprints = [blueprint, provider.blueprint]

__all__ = ["blueprint", "blueprints", "desk", "hardship", "home", "money", "pay", "provider"]

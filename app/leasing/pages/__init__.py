"""The pages of leases: `home` and `my_subsidy` for households, `desk`, `subsidies` and `money` for officers, the rest by what is asked for."""

from __future__ import annotations

from app.leasing.pages import (
    desk,
    hardship,
    home,
    leaving,
    letters,
    mailings,
    money,
    my_subsidy,
    pay,
    provider,
    renewals,
    subsidies,
)
from app.leasing.pages.blueprint import blueprint

blueprints = [blueprint, provider.blueprint]

__all__ = [
    "blueprint",
    "blueprints",
    "desk",
    "hardship",
    "home",
    "leaving",
    "letters",
    "mailings",
    "money",
    "my_subsidy",
    "pay",
    "provider",
    "renewals",
    "subsidies",
]

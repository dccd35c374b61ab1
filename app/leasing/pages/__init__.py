"""The pages of leases. `subsidies`, `my_subsidy`: the rent subsidy, for officers and households; `home`: the tenant's; `desk`: lists and one lease for officers; `leaving`: notice, return, settlement; `letters`: their PDFs; `mailings`: letters to many; `money`: payments for the city's officers; `pay`: the way to the payment provider and back; `renewals`: renewals and other tenants; `provider`: where the payment provider reports what was paid."""

from __future__ import annotations

from app.leasing.pages import (
    desk,
    hardship,
    home,
    leaving,
    letters,
    money,
    my_subsidy,
    pay,
    provider,
    renewals,
    subsidies,
    subsidy_panels,
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
    "money",
    "my_subsidy",
    "pay",
    "provider",
    "renewals",
    "subsidies",
    "subsidy_panels",
]

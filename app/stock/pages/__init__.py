"""The pages of the stock: the map with its list, a project with its prices, a home with its history, repairs, lists taken in."""

from __future__ import annotations

from app.stock.pages import intake, my_repairs, prices, repair_list, repairs, stock
from app.stock.pages.blueprint import blueprint

__all__ = ["blueprint", "intake", "my_repairs", "prices", "repair_list", "repairs", "stock"]

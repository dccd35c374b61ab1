"""The pages of the stock: the map with its list, a project, a home with its history, lists taken in."""

from __future__ import annotations

from app.stock.pages import intake, my_repairs, repairs, stock
from app.stock.pages.blueprint import blueprint

__all__ = ["blueprint", "intake", "my_repairs", "repairs", "stock"]

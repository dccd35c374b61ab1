"""What may be done with the housing stock. Everything flushes; the caller commits."""

from app.stock.commands.homes import add_building, add_project, add_unit, set_price
from app.stock.commands.states import note, release, set_state

__all__ = ["add_building", "add_project", "add_unit", "note", "release", "set_price", "set_state"]

"""What may be done with the housing stock. Everything flushes; the caller commits."""

from app.stock.commands.homes import add_building, add_project, add_unit, enter_price, set_price
from app.stock.commands.intake import Report, check_list, take_list, take_rows
from app.stock.commands.repairs import Report as RepairReport
from app.stock.commands.repairs import add_photos, record_repair, report_repair
from app.stock.commands.states import note, release, set_state

__all__ = [
    "RepairReport",
    "Report",
    "add_building",
    "add_photos",
    "add_project",
    "add_unit",
    "check_list",
    "note",
    "record_repair",
    "release",
    "report_repair",
    "enter_price",
    "set_price",
    "set_state",
    "take_list",
    "take_rows",
]

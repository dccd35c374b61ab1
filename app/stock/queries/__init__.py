"""What may be asked of the housing stock."""

from app.stock.queries.files import file, files
from app.stock.queries.homes import (
    Counted,
    Home,
    buildings,
    counts,
    events,
    home,
    home_of,
    homes,
    homes_of_account,
    project_named,
    projects,
    unit_by_id,
    units_of,
)
from app.stock.queries.prices import price_on, prices
from app.stock.queries.repairs import photo, repair, repair_by_id, repair_of_form, repairs_of, running_repairs

__all__ = [
    "Counted",
    "Home",
    "buildings",
    "counts",
    "events",
    "file",
    "files",
    "home",
    "home_of",
    "homes",
    "homes_of_account",
    "photo",
    "price_on",
    "prices",
    "project_named",
    "projects",
    "repair",
    "repair_by_id",
    "repair_of_form",
    "repairs_of",
    "running_repairs",
    "unit_by_id",
    "units_of",
]

"""The pages of the waiting list. `public`: for everybody; `allotting`: who waits, for the city's officers, who allot homes."""

from app.allocation.pages import allotting, public
from app.allocation.pages.blueprint import blueprint

__all__ = ["allotting", "blueprint", "public"]

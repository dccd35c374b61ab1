"""People and places: accounts, organisations, roles, sign-in, and who may enter a page.

Begin at `access` (allow, public, current_person), then `queries.route` (who decides about a town) and `commands`.
"""

from app.people.access import allow, current_person, furnish, public
from app.people.person import Person

__all__ = ["Person", "allow", "current_person", "furnish", "public"]

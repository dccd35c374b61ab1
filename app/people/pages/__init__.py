"""The pages of people: registering and signing in, one's own account, the administrator's officers and organisations."""

from app.people.pages import entry, me, officers
from app.people.pages.blueprint import blueprint

__all__ = ["blueprint", "entry", "me", "officers"]

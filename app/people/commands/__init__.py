"""What may be done about people and places. Everything flushes; the edge commits."""

from app.people.commands.accounts import (
    LANGUAGES,
    change_password,
    close_account,
    create_officer,
    own_password_problem,
    password_problem,
    register_citizen,
    registration_problems,
    reopen_account,
    reset_password,
    set_preferences,
)
from app.people.commands.demo import DEMO_PASSWORD, DemoOfficer, demo_officers, load_demo_officers
from app.people.commands.entrance import Entrance, begin_session, sign_in, sign_out
from app.people.commands.grants import grant_role, revoke_role
from app.people.commands.guard import clear_attempts
from app.people.commands.places import load_places

__all__ = [
    "DEMO_PASSWORD",
    "LANGUAGES",
    "DemoOfficer",
    "Entrance",
    "begin_session",
    "change_password",
    "clear_attempts",
    "close_account",
    "create_officer",
    "demo_officers",
    "grant_role",
    "load_demo_officers",
    "load_places",
    "own_password_problem",
    "password_problem",
    "register_citizen",
    "registration_problems",
    "reopen_account",
    "reset_password",
    "revoke_role",
    "set_preferences",
    "sign_in",
    "sign_out",
]

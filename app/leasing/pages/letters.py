"""The letters about a lease as downloads: to its holder, and to officers who may see the lease."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.cases import letters
from app.cases import queries as cases
from app.errors import NotFound
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.seeing import READERS, own_lease, visible_lease
from app.leasing.records import Lease
from app.people import allow
from app.store import files

INSIDE = ("court_application",)
"""What is written about a lease to others than its holder."""


@blueprint.get("/my/home/<number>/letters/<uid>")
@allow("citizen")
def my_letter(number: str, uid: str) -> Response:
    """One's own letter as PDF: the contract, moving in, demands."""
    return _pdf(own_lease(number), uid, inside=False)


@blueprint.get("/desk/leases/<number>/letters/<uid>")
@allow(*READERS)
def lease_letter(number: str, uid: str) -> Response:
    """A letter about a lease as PDF."""
    return _pdf(visible_lease(number), uid, inside=True)


def _pdf(lease: Lease, uid: str, *, inside: bool) -> Response:
    found = [one for one in cases.letters_about(lease.number) if one.uid == uid and (inside or one.kind not in INSIDE)]
    if not found:
        raise NotFound()
    return files.respond(letters.pdf(found[0]))

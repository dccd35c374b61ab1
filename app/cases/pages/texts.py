"""The texts of letters for administrators: one drafts with a preview, another one publishes; versions and what differs."""

from __future__ import annotations

import difflib
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases import commands, letters, queries, texts
from app.cases.kinds import KINDS
from app.cases.pages import words
from app.cases.pages.blueprint import blueprint
from app.cases.records import LetterText
from app.cases.rules.texts import Parsed, parse
from app.errors import NotFound
from app.people import allow, current_person
from app.people import queries as people
from app.store import clock, files


@blueprint.get("/letters/texts")
@allow("administrator")
def letter_texts() -> str:
    """The kinds of letters whose text may be edited: version, since when, whether there is a draft."""
    today = clock.today()
    lines = [(kind, queries.text_on(kind, today), queries.draft_of(kind)) for kind in texts.kinds_with_text()]
    names = people.names_of(by for _kind, now, draft in lines for one in (now, draft) if one for by in _actors(one))
    return render_template("cases/texts.html", lines=lines, kinds=KINDS, names=names)


def _actors(one: LetterText) -> list[str]:
    return [by for by in (one.drafted_by, one.published_by) if by]


@blueprint.get("/letters/texts/<kind>")
@allow("administrator")
def letter_text(kind: str) -> str:
    """The editor of one kind: the draft, else what counts now; placeholders beside; what is wrong at its line."""
    default, draft = _default(kind), queries.draft_of(kind)
    now = queries.text_on(kind, clock.today())
    shown = draft or now
    text = shown.text if shown else default
    return render_template(
        "cases/text.html",
        kind=kind,
        title=KINDS[kind].title,
        text=text,
        draft=draft,
        now=now,
        read=_read(kind, text),
        versions=queries.texts_of(kind),
        placeholders=texts.placeholders(kind).values(),
        words=words,
        names=people.names_of(by for one in (draft, now, *queries.texts_of(kind)) if one for by in _actors(one)),
        today=clock.today(),
    )


def _default(kind: str) -> str:
    found = texts.default_text(kind)
    if found is None:
        raise NotFound()
    return found


def _read(kind: str, text: str) -> Parsed:
    return parse(text, texts.placeholders(kind))


@blueprint.post("/letters/texts/<kind>")
@allow("administrator")
def save_text(kind: str) -> Response:
    """Keeps the draft; what is wrong with it is shown at its line."""
    _default(kind)
    text = request.form.get("text", "")
    commands.draft_text(kind, text, note=request.form.get("note", ""), by=current_person().actor)
    if _read(kind, text).faults:
        flash(_("草稿已保存。还有问题没有解决，见下面标出的行。"), "warn")
    else:
        flash(_("草稿已保存，没有发现问题。请预览，再由另一位管理员发布。"), "good")
    return redirect(url_for("cases.letter_text", kind=kind), 303)


@blueprint.get("/letters/texts/<kind>/preview")
@allow("administrator")
def preview_text(kind: str) -> Response:
    """The PDF of a letter with example data: of the draft, else of what counts now, or of `version`."""
    default, version = _default(kind), request.args.get("version", type=int)
    found = queries.text_of_version(kind, version) if version else queries.draft_of(kind)
    found = found or queries.text_on(kind, clock.today())
    content = letters.specimen(kind, found.text if found else default)
    return files.download(content, "application/pdf", f"{KINDS[kind].title}-{_('样例')}.pdf")


@blueprint.post("/letters/texts/<kind>/<any(publish, drop):verb>")
@allow("administrator")
def settle_text(kind: str, verb: str) -> Response:
    """Another administrator publishes the draft from a day on; or it is dropped with a reason."""
    _default(kind)
    draft = queries.draft_of(kind)
    if draft is None:
        raise NotFound()
    if verb == "drop":
        commands.drop_draft(draft.id, reason=request.form.get("reason", ""))
        flash(_("草稿已撤下。"), "good")
    else:
        published = commands.publish_text(
            draft.id, valid_from=_day(), seen=request.form.get("seen", ""), by=current_person().actor
        )
        flash(_("第 %(n)s 版已发布，自 %(day)s 起使用。", n=published.version, day=published.valid_from), "good")
    return redirect(url_for("cases.letter_text", kind=kind), 303)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("valid_from", ""))
    except ValueError:
        return clock.today()


@blueprint.get("/letters/texts/<kind>/history")
@allow("administrator")
def text_history(kind: str) -> str:
    """The versions of a kind, and what differs between two of them (without a choice: the last two)."""
    _default(kind)
    versions = queries.texts_of(kind)
    newest = versions[0].version or 0 if versions else 0
    after = request.args.get("b", newest, type=int)
    before = request.args.get("a", max(1, newest - 1), type=int)
    lines = _differences(kind, before, after) if versions else []
    names = people.names_of(by for one in versions for by in _actors(one))
    return render_template(
        "cases/text_history.html", kind=kind, title=KINDS[kind].title, versions=versions, a=before, b=after,
        lines=lines, names=names,
    )  # fmt: skip


def _differences(kind: str, before: int, after: int) -> list[tuple[str, str]]:
    """(mark, line): mark - taken out, + put in, blank the same."""
    old, new = (queries.text_of_version(kind, version).text.splitlines() for version in (before, after))
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[0] != "?"]

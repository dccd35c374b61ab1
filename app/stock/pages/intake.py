"""Lists of homes from a file: first a check that changes nothing, then taking it in."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.errors import Invalid
from app.people import allow, current_person
from app.people import queries as people
from app.stock import commands, lists, queries, words
from app.stock.pages.blueprint import blueprint
from app.stock.rules.lines import columns
from app.web import preferences

MAY_IMPORT = ("administrator", "city_reviewer")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/stock/import")
@allow(*MAY_IMPORT)
def lists_page() -> str:
    """Where a list is handed in, and the earlier ones."""
    return _lists_page({})


def _lists_page(errors: dict[str, str]) -> str:
    kept = queries.files()
    return render_template(
        "stock/lists.html",
        files=kept,
        names=people.names_of({one.by for one in kept}),
        errors=errors,
        columns=columns(),
    )


@blueprint.post("/stock/import")
@allow(*MAY_IMPORT)
def check() -> Response | tuple[str, int]:
    """Checks a list without taking it in, and shows what was found."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _lists_page({"file": _("请先选择文件。")}), 422
    try:
        kept = commands.check_list(upload.filename, upload.read(), by=current_person().actor)
    except Invalid as refused:
        return _lists_page({"file": refused.message}), 422
    return redirect(url_for("stock.list_page", file_id=kept.id), 303)  # type: ignore[return-value]


@blueprint.get("/stock/import/template")
@allow(*MAY_IMPORT)
def template() -> Response:
    """The workbook to fill in."""
    content = BytesIO(lists.template(preferences.language()))
    return send_file(content, XLSX, as_attachment=True, download_name="stock-template.xlsx")


@blueprint.get("/stock/import/<int:file_id>")
@allow(*MAY_IMPORT)
def list_page(file_id: int) -> str:
    """What the check found, or what was taken in: every bad row with its column, what is wrong and the way out."""
    kept = queries.file(file_id)
    return render_template("stock/list.html", file=kept, problems=[words.told(one) for one in kept.problems])


@blueprint.post("/stock/import/<int:file_id>")
@allow(*MAY_IMPORT)
def take(file_id: int) -> Response:
    """Takes a checked list in. Sent twice, it is taken in once."""
    kept = commands.take_list(file_id, by=current_person().actor)
    flash(_("已导入 %(n)s 套房源。", n=kept.figures["new"]), "good")
    return redirect(url_for("stock.list_page", file_id=file_id), 303)  # type: ignore[return-value]

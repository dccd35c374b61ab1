"""Forms: one form-js file (`forms/<room>/<name>.form`) is the HTML, the validation and the answers of one page.

    form = forms.find("review.examine")
    filled = form.fill(request.form, variables)      # .answers .errors .values .again
    markup = form.html(filled.values, filled.errors, variables)
    kept = form.draft(request.form)                  # what was typed, valid or not; `form.html(kept)` shows it again
    lines = form.said(answers)                       # (question, answer) in words, for pages that only show

`html` gives the fields and, when there are errors, the error summary above them; `<form>`, `m.csrf()` and the buttons
are the page's. `filled.again` says that a button of the form itself was pressed (add or remove a row, look again which
questions apply): show the page again with 200, nothing is to be kept. A page that does not ask for `again` is safe: an
entry in `errors` then says that nothing was sent.

Begin reading at `definition.py` (the file), then `nodes.py` (one filling of it), `typed.py` (text to values), `view.py` (HTML).
"""

from __future__ import annotations

from .definition import Form, all_forms, find
from .filling import Filled

__all__ = ["Filled", "Form", "all", "find"]

all = all_forms

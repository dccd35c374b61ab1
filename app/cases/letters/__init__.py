"""Official letters as PDF: rendered by typst when first looked at, or by the ticker; kept with their hash.

`pdf(letter)` gives the kept file. A letter is rendered once: what was sent stays what it was, whatever the template
becomes. Begin with `render`, which is pure: data in, bytes out.
"""

from app.cases.letters.rendering import render
from app.cases.letters.specimens import specimen
from app.cases.letters.store import pdf, render_pending

__all__ = ["pdf", "render", "render_pending", "specimen"]

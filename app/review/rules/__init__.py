"""What is right in a review. Values in, values out.

`verified_facts` and `declared_facts` make the input of the decision `eligibility`; `application_from` reads the self-assessment's
answers; `compare` sets declared against registered; `opinions` says what each level may answer.
"""

from app.review.rules.comparison import Line, compare
from app.review.rules.declared import application_from
from app.review.rules.facts import Known, declared_facts, verified_facts
from app.review.rules.opinions import LEVELS, OPINIONS, Level, level_of, opinions_of
from app.review.rules.reasons import Reason, reason, reason_codes, reasons_of

__all__ = [
    "LEVELS",
    "OPINIONS",
    "Known",
    "Level",
    "Line",
    "Reason",
    "application_from",
    "compare",
    "declared_facts",
    "level_of",
    "opinions_of",
    "reason",
    "reason_codes",
    "reasons_of",
    "verified_facts",
]

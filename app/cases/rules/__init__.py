"""What is right about a case. Values in, values out.

`check_application(application)` finds every fault of an application in its canonical form;
`required_documents(category, household)` says which documents are needed, from whom and why.
"""

from app.cases.rules.application import check_application, fen, yuan
from app.cases.rules.changes import OF_INCOME, Change, changes
from app.cases.rules.documents import Required, document_kinds, required_documents
from app.cases.rules.problems import Problem
from app.cases.rules.states import BANDS, FINAL_STATES, can_withdraw, days_done, is_final, stage_of

__all__ = [
    "BANDS",
    "Change",
    "FINAL_STATES",
    "Problem",
    "Required",
    "can_withdraw",
    "changes",
    "OF_INCOME",
    "check_application",
    "days_done",
    "document_kinds",
    "fen",
    "is_final",
    "required_documents",
    "stage_of",
    "yuan",
]

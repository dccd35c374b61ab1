"""What is right in a joint check: the departments, their answers against the application, results and signature."""

from app.exchange.rules.by_hand import Found, found_by_hand, verdict
from app.exchange.rules.comparison import Comparison, Declared, Row, compare
from app.exchange.rules.departments import DEPARTMENTS, FACT_KEYS, Department
from app.exchange.rules.results import (
    FINAL,
    INCONCLUSIVE,
    Standing,
    is_inconclusive,
    is_passed,
    joint_result,
    round_state,
)
from app.exchange.rules.signature import headers, nonce, problem_of, signature

__all__ = [
    "DEPARTMENTS",
    "FACT_KEYS",
    "FINAL",
    "INCONCLUSIVE",
    "Comparison",
    "Declared",
    "Department",
    "Found",
    "Row",
    "Standing",
    "compare",
    "found_by_hand",
    "headers",
    "is_inconclusive",
    "is_passed",
    "joint_result",
    "nonce",
    "problem_of",
    "round_state",
    "signature",
    "verdict",
]

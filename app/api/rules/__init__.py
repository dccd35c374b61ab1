"""What is right for programs: scopes, tokens, cursors, digests. Values in, values out."""

from app.api.rules.addresses import may_call, url_problem
from app.api.rules.bodies import read_body, unkeepable
from app.api.rules.cursors import Slice, after, sliced
from app.api.rules.tokens import SCOPES, digest_of, fresh_token, hash_of, hint_of, tag_of

__all__ = [
    "SCOPES",
    "Slice",
    "after",
    "digest_of",
    "fresh_token",
    "hash_of",
    "hint_of",
    "may_call",
    "read_body",
    "sliced",
    "tag_of",
    "unkeepable",
    "url_problem",
]

"""What is right for programs: scopes, tokens, cursors, digests, signatures. Values in, values out."""

from app.api.rules.cursors import Slice, after, sliced
from app.api.rules.tokens import SCOPES, digest_of, fresh_token, hash_of, hint_of, tag_of

__all__ = ["SCOPES", "Slice", "after", "digest_of", "fresh_token", "hash_of", "hint_of", "sliced", "tag_of"]

"""What may be done for programs: tokens given, used, taken; answers kept. Everything flushes; the edge commits."""

from app.api.commands.answers import begin_answer, clear_answers, keep_answer
from app.api.commands.tokens import Use, create_token, revoke_token, use_token

__all__ = ["Use", "begin_answer", "clear_answers", "create_token", "keep_answer", "revoke_token", "use_token"]

"""What may be done for programs: tokens given, used, taken; answers kept. Everything flushes; the edge commits."""

from app.api.commands.answers import begin_answer, clear_answers, keep_answer
from app.api.commands.tokens import Use, create_token, revoke_token, use_token
from app.api.commands.webhooks import close_subscription, ping, subscribe, tell

__all__ = [
    "Use",
    "begin_answer",
    "clear_answers",
    "close_subscription",
    "create_token",
    "keep_answer",
    "ping",
    "revoke_token",
    "subscribe",
    "tell",
    "use_token",
]

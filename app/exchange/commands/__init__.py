"""What may be done in a joint check: begin and close a round, take an answer, keep what an officer found out."""

from app.exchange.commands.answers import note_asked, take_answer, take_answers
from app.exchange.commands.findings import keep_finding
from app.exchange.commands.rounds import close_round, send_queries, summarise

__all__ = ["close_round", "keep_finding", "note_asked", "send_queries", "summarise", "take_answer", "take_answers"]

"""The pages about programs: the description of the API for everybody, tokens and subscriptions for the administrator."""

from app.api.pages import docs, tokens, webhooks  # noqa: F401  they add their routes
from app.api.pages.blueprint import blueprint

__all__ = ["blueprint"]

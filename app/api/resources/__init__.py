"""What programs may ask and do under /api/v1: each view parses, calls once, and shows."""

from app.api.resources import diagrams, messages, processes, signals, tasks  # noqa: F401  they add their routes
from app.api.resources.blueprint import blueprint

__all__ = ["blueprint"]

"""What the diagrams of a lease call: a module for each family of diagrams."""

from app.leasing.steps import exits, leases, money, requests

__all__ = ["exits", "leases", "money", "requests"]

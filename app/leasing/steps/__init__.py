"""What the diagrams of a lease call: a module for each family of diagrams."""

from app.leasing.steps import exits, hardship, leases, leavings, money, renewals, requests, reviews, subsidies

__all__ = ["exits", "hardship", "leases", "leavings", "money", "renewals", "requests", "reviews", "subsidies"]

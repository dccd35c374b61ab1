"""What officers and households read beside the tasks of a lease: a module for each family of diagrams."""

from app.leasing.panels import exits, leases, leaving, subsidies

__all__ = ["exits", "leases", "leaving", "subsidies"]

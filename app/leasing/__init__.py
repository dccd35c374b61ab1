"""Leases: contracts, rent, bills, payments, arrears, renewal, leaving. Begin at `rules` (every figure), then `commands`.

What follows what is drawn in bpmn/ (lease, billing, arrears, renewal, leaving, eviction …); this room holds what each
box does. Money is integer fen, every movement of it two entries of the ledger (`records.Posting`) that balance.
"""

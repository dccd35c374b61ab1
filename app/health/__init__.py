"""Is the house well? Figures read from the database, the same for every process: for `flask engine health` and /metrics.

Begin at `queries.figures`; `rules.breaches` holds them against the bounds of the settings.
"""

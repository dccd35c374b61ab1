"""Measures the engine on a PostgreSQL of its own (instance/bench): `scripts/bench engine`. Begin at `__main__`.

Everything is the real thing: fsync, real rows, real processes. Machines differ and are noisy, so what counts is a ratio
of two medians taken in turns within one run.
"""

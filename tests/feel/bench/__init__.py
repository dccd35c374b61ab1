"""Measures FEEL: `scripts/bench feel`. Begin at `__main__`; figures of different runs are not to be compared, ratios are."""

"""Run by the Python of the throw-away environment: one expression in another package, printed as microseconds a call.

    one_of_others.py bkflow_feel|pySFeel EXPRESSION VARIABLES-AS-JSON

Imports nothing of ours. An answer other than true ends it with a message.
"""

import json
import statistics
import sys
import time
from importlib import import_module

ROUNDS, SERIES = 300, 9


def bkflow_feel(text, values):
    parse = import_module("bkflow_feel.api").parse_expression
    return lambda: parse(expression=text, context=values)


def pysfeel(text, values):
    parser = import_module("pySFeel").SFeelParser()
    for name, value in values.items():
        parser.sFeelParse(f"{name} <- {json.dumps(value)}")
    return lambda: parser.sFeelParse(text)[1]


def main(package, text, values):
    call = {"bkflow_feel": bkflow_feel, "pySFeel": pysfeel}[package](text, json.loads(values))
    if call() is not True:
        sys.exit(f"{package} says {call()!r}")
    series = []
    for _ in range(SERIES):
        begin = time.perf_counter()
        for _ in range(ROUNDS):
            call()
        series.append((time.perf_counter() - begin) / ROUNDS * 1e6)
    print(statistics.median(series))


main(*sys.argv[1:])

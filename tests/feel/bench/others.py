"""The same expression in the FEEL packages of PyPI, in an environment of its own under instance/bench.

They are no dependency of ours: where the registry cannot be reached this says so and the rest is measured.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from app.feel import compile_expression
from app.settings import TOP
from tests.feel.bench.speed import VALUES, median

PACKAGES = {"bkflow_feel": "bkflow-feel==1.2.0", "pySFeel": "pySFeel==1.4.2"}
GOAL = 60.0
TEXT = '(a > 5) and (b = "x")'
"""With parentheses: without them pySFeel 1.4.2 says false."""
_TURNS = 3
_ENVIRONMENT = TOP / "instance" / "bench" / "others"
_PYTHON = _ENVIRONMENT / "bin" / "python"
_PROGRAM = Path(__file__).with_name("one_of_others.py")


def ratios() -> dict[str, float]:
    """How many times longer each of them takes: the median of three turns, ours and theirs one after the other."""
    if not _made():
        return {}
    expression, found = compile_expression(TEXT), {}
    for package in PACKAGES:
        turns = []
        for _ in range(_TURNS):
            ours = median(lambda: expression(VALUES), 5000)
            turns.append(_theirs(package) / ours)
        found[package] = statistics.median(turns)
    return found


def _theirs(package: str) -> float:
    command = [_PYTHON, _PROGRAM, package, TEXT, json.dumps(VALUES)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _made() -> bool:
    """Makes the environment unless it is there with these versions."""
    stamp, mark = _ENVIRONMENT / ".packages", " ".join(PACKAGES.values())
    if stamp.exists() and stamp.read_text() == mark:
        return True
    shutil.rmtree(_ENVIRONMENT, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", _ENVIRONMENT], check=True)
    pip = [_PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]
    done = subprocess.run([*pip, *PACKAGES.values()], capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"the other packages could not be installed, so they are not measured: {said}")
        return False
    stamp.write_text(mark)
    return True

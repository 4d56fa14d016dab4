"""Qt for Python keeps count of None: version 6.12.0 on Python 3.11 loses one reference at every call."""

from __future__ import annotations

import subprocess
import sys

CALLS = 20_000
# A fresh interpreter: a process that has lost its None dies, and would take the other tests along.
PROGRAM = f"""
import sys
from PySide6.QtCore import QObject
thing = QObject()
before = sys.getrefcount(None)
for _ in range({CALLS}):
    thing.setObjectName("a call that returns nothing")
    thing.parent()
print(before - sys.getrefcount(None))
"""


def test_calls_into_qt_lose_no_reference_to_none() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the process died after Qt calls: {done.stderr[-500:]}"
    assert int(done.stdout) < CALLS // 100

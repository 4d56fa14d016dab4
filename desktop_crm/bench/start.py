"""From process start to the log-in window and to a usable desk, and the memory, beside a bare window.

Each start is a process of its own; bare window, log-in window and desk take turns, so that whatever else the
machine does strikes all alike. Goals are on medians. The desk's is for a log-in given at the start; the way
through the log-in window, with nobody's typing in it, stands beside it, and memory counts where it is larger.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from desktop_crm.access.accounts import set_password
from desktop_crm.access.passwords import Passwords
from desktop_crm.access.reads import employee
from desktop_crm.bench.generator import cached_store
from desktop_crm.bench.generator.company import sample_colleagues
from desktop_crm.bench.result import Result
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.store.open import open_store

SIZES, QUICK_SIZES = (2_000, 20_000), (2_000,)
TIMES, QUICK_TIMES = 11, 3
DOOR_GOAL, DESK_GOAL, MEMORY_GOAL = 1.6, 3.0, 2.5
BARE, DOOR, DESK = "bare window with a table", "log-in window", "usable desk"
TYPED = "usable desk through the log-in window"
PASSWORD = "DESKTOP_CRM_PASSWORD"  # where the command line finds it
# How `bench.opening_program` calls them; importing it would import Qt.
_UNTIL = {DOOR: "door", DESK: "given", TYPED: "typed"}
_PATIENCE = 60.0


@dataclass
class Starts:
    """The starts of one kind: seconds to the first paint, and resident memory then, in KiB."""

    command: list[str]
    seconds: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def run(*, quick: bool = False) -> Result:
    """Start a bare window and the program in turns; return seconds, memory and the goals of the main job."""
    result = Result("start")
    if getattr(sys, "frozen", False):
        result.skip(
            _("A packaged application has no Python to start the bare window with; run this from the source.")
        )
        return result
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        password = secrets.token_hex(12)
        environment = _environment(folder, password)
        for size in QUICK_SIZES if quick else SIZES:
            store = _store_with_log_in(folder, size, password)
            starts = _kinds(store)
            _take_turns(starts, environment, QUICK_TIMES if quick else TIMES)
            _put(result, size, starts)
    return result


def _environment(folder: Path, password: str) -> dict[str, str]:
    """Return the children's environment: windows drawn into memory, and compiled code kept.

    An installed program has its modules compiled. Where Python is told not to keep them, they are kept here.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", PASSWORD: password}
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    return environment


def _login() -> str:
    return sample_colleagues()[0].login


def _store_with_log_in(folder: Path, size: int, password: str) -> Path:
    """Return a copy of the generated store on which a colleague of the front office can log in."""
    path = Path(shutil.copy(cached_store(size), folder / f"{size}.store"))
    store = open_store(path)
    try:
        with store.write(None) as work:
            set_password(work, employee(work, _login()).id, Passwords().hash(password), must_change=False)
    finally:
        store.close()
    return path


def _kinds(store: Path) -> dict[str, Starts]:
    kinds = {BARE: Starts([sys.executable, "-c", "from desktop_crm.bench.bare_window import main; main()"])}
    for what, until in _UNTIL.items():
        arguments = ", ".join(map(repr, (until, str(store), _login())))
        program = f"from desktop_crm.bench.opening_program import begin; begin({arguments})"
        kinds[what] = Starts([sys.executable, "-c", program])
    return kinds


def _take_turns(starts: dict[str, Starts], environment: dict[str, str], times: int) -> None:
    """Start each kind once so that its code is compiled and its files are read, then `times` times more."""
    for number in range(times + 1):
        for one in starts.values():
            seconds, memory = _start(one.command, environment)
            if number:
                one.seconds.append(seconds)
                one.memory.append(memory)


def _start(command: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Run one process; return the seconds from its start to what it told, and its memory then, in KiB."""
    begun = time.perf_counter_ns()
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
        told = json.loads(done.stdout.splitlines()[-1])
    except subprocess.CalledProcessError as problem:
        why = (problem.stderr.strip().splitlines() or [""])[-1]
        raise Known(_("A window could not be opened: {why}").format(why=why)) from problem
    except (subprocess.TimeoutExpired, IndexError, ValueError) as problem:
        raise Known(_("A window was opened and never painted, so nothing was measured.")) from problem
    return (told["at"] - begun) / 1e9, told["memory"]


def _put(result: Result, size: int, starts: dict[str, Starts]) -> None:
    """Put one size of store into the result, each figure against the bare window of the same turns."""
    bare = starts[BARE]
    times = {
        what: statistics.median(one.seconds) / statistics.median(bare.seconds) for what, one in starts.items()
    }
    for what, one in starts.items():
        memory_kib = round(statistics.median(one.memory))
        result.row(what, size, one.seconds, memory_kib=memory_kib, times_bare=round(times[what], 3))
    for what, goal in ((DOOR, DOOR_GOAL), (DESK, DESK_GOAL)):
        result.goal(f"{what}, times the bare window, {size} customers", goal, times[what], most=True)
    if not statistics.median(bare.memory):
        result.skip(_("This system does not tell how much memory a process holds."))
        return
    desks = [statistics.median(starts[what].memory) for what in (DESK, TYPED)]
    memory = max(desks) / statistics.median(bare.memory)
    result.goal(
        f"memory at the desk, times the bare window's, {size} customers", MEMORY_GOAL, memory, most=True
    )

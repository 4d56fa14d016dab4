"""Killing the program at any moment loses nothing that was confirmed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

import pytest

from desktop_crm.core.clock import SystemTime
from desktop_crm.core.ids import CaseId
from desktop_crm.store.open import open_store
from desktop_crm.store.verify import check_store
from tests.workflow.builders import ACase, Office
from tests.workflow.laws import require_laws
from tests.workflow.playing import office_of

ROOT = Path(__file__).parents[2]
SOAK = os.environ.get("DESKTOP_CRM_SOAK") == "1"
KILLS = 120 if SOAK else 5
LONGEST_RUN_SECONDS = 0.8


def player(what: str, path: Path, login: str = "anouk") -> subprocess.Popen[str]:
    """Start a program of its own on the store; it waits for a line before it plays."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.workflow.playing", what, str(path), login],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def killed_after(process: subprocess.Popen[str], seconds: float) -> list[tuple[str, str]]:
    """Let it play for `seconds` after its first act, kill it with SIGKILL, and return what it had confirmed.

    The first act loads half the program: on a busy machine that alone may take longer than `seconds`.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    first = process.stdout.readline()
    timer = threading.Timer(seconds, process.send_signal, [signal.SIGKILL])
    timer.start()
    told, _nothing = process.communicate()
    timer.join()
    assert process.returncode == -signal.SIGKILL
    lines = [line.split(" ") for line in (first + told).split("\n")[:-1]]  # the last line may be torn
    return [(line[0], line[1]) for line in lines]


def require_kept(office: Office, confirmed: list[tuple[str, str]]) -> None:
    ended = {row[0].hex() for row in office.ask("SELECT id FROM work_item WHERE state = 'completed'")}
    started = {row[0].hex() for row in office.ask("SELECT id FROM crm_case")}
    for act, identity in confirmed:
        assert identity in (started if act == "started" else ended), f"{act} {identity} was lost"


@pytest.mark.soak
@pytest.mark.timeout(1_800)
def test_killing_the_program_at_any_moment_loses_nothing_confirmed(
    built_office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "killed.store"
    path.write_bytes(built_office.store.location.read_bytes())
    dice = random.Random(20_261_123)
    confirmed: list[tuple[str, str]] = []
    for _kill in range(KILLS):
        confirmed += killed_after(player("WALK", path), dice.uniform(0, LONGEST_RUN_SECONDS))
        store = open_store(path, time=SystemTime())
        office = office_of(store)
        require_kept(office, confirmed)
        newest = office.ask("SELECT id FROM crm_case ORDER BY started_at DESC LIMIT 2")
        for (identity,) in newest:
            require_laws(ACase(office, CaseId(UUID(bytes=identity))))
        store.close()
        assert check_store(path) == ()
    assert len(confirmed) > 2 * KILLS, "the program was killed before it did more than its first act"

"""One journey on a real X server: the log-in window, a claim through three roles, a call from outside."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from desktop_crm.ui.running import tell_running

pytestmark = [pytest.mark.gui, pytest.mark.xvfb]

_CLAIM = """
import sys
from pathlib import Path
from desktop_crm.ui.tour import PROCESSES, play
folder = Path(sys.argv[1])
play(folder, folder / "tour.store", "hanzepoort", processes={"claim": PROCESSES["claim"]}, pictures=False)
"""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of a program that sees an X server of its own."""
    server = shutil.which("Xvfb")
    assert server is not None, "Xvfb is missing; “make test” installs it, or says how"
    reading, writing = os.pipe()
    running = subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    home = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    yield {**os.environ, **home, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    running.terminate()
    running.wait(10)


def test_a_claim_is_walked_through_three_roles_on_a_real_screen(
    screen: Mapping[str, str], sample_file: Path, tmp_path: Path
) -> None:
    shutil.copy(sample_file, tmp_path / "tour.store")
    done = subprocess.run(
        [sys.executable, "-c", _CLAIM, str(tmp_path)],
        env=dict(screen), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "tour.json").read_text("utf-8"))
    assert told["cases"]["claim"]["concluded"] is True
    assert told["gui_thread"]["store_calls"] == []


def test_a_call_finds_the_window_that_runs_and_a_second_window_gives_way(
    screen: Mapping[str, str], sample_file: Path, tmp_path: Path
) -> None:
    store = Path(shutil.copy(sample_file, tmp_path / "office.store"))
    command = [sys.executable, "-m", "desktop_crm", "--store", str(store)]
    window = subprocess.Popen(command, env=dict(screen), stderr=subprocess.PIPE, text=True)
    try:
        assert any(tell_running(store) or window.poll() is not None or _a_while() for _try in range(200))
        assert window.poll() is None, window.communicate()[1]
        call = subprocess.run([*command, "call", "038 421 77 06"], env=dict(screen), timeout=30, check=False)
        assert call.returncode == 0
        second = subprocess.run(command, env=dict(screen), timeout=30, check=False)
        assert second.returncode == 0
        assert window.poll() is None
    finally:
        window.kill()
        window.communicate(timeout=10)


def test_two_starts_at_once_leave_one_window(
    screen: Mapping[str, str], sample_file: Path, tmp_path: Path
) -> None:
    store = Path(shutil.copy(sample_file, tmp_path / "office.store"))
    command = [sys.executable, "-m", "desktop_crm", "--store", str(store)]
    both = [subprocess.Popen(command, env=dict(screen)) for _start in range(2)]
    try:
        assert any(any(one.poll() is not None for one in both) or _a_while() for _try in range(200))
        assert sorted(one.poll() is None for one in both) == [False, True]
        assert [one.returncode for one in both if one.poll() is not None] == [0]
        assert tell_running(store)
    finally:
        for one in both:
            one.kill()
            one.wait(10)


def _a_while() -> bool:
    """Let a tenth of a second pass for another process; there is nothing in this one to wait for."""
    return bool(select.select([], [], [], 0.1)[0])

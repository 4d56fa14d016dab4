"""The window commands: their arguments, and what they say where no window can be opened."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import desktop_crm.cli.display as display
import desktop_crm.cli.sample as sample
import desktop_crm.ui.app as app
import desktop_crm.ui.running as running
import desktop_crm.ui.tour as tour
from desktop_crm.cli.display import has_display
from desktop_crm.cli.main import main
from desktop_crm.ui.login.gate import Credentials
from desktop_crm.ui.running import Place

Seen = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What would be opened, with a display and nobody else's window."""
    seen: Seen = []

    def run(
        location: Path,
        key_file: Path | None = None,
        *,
        place: Place,
        number: str = "",
        hint: str = "",
        given: Credentials | None = None,
    ) -> int:
        place.leave()
        who = {} if given is None else {"as": given.login, "password": given.password}
        seen.append({"store": location, "key_file": key_file, "number": number, "hint": hint} | who)
        return 0

    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setattr(display, "answers", lambda _platform: True)
    monkeypatch.setattr(app, "run", run)
    monkeypatch.setattr(running, "tell_running", lambda _location, _number="": False)
    return seen


def _quick_sample(made: list[Path]) -> Callable[..., None]:
    def make(path: Path, *_rest: object, **_named: object) -> None:
        made.append(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    return make


@pytest.mark.parametrize(
    ("platform", "display", "seen"),
    [
        ("", "", False),
        ("", ":0", True),
        ("offscreen", ":0", False),
        ("xcb", "", True),
        ("minimal:x", ":0", False),
    ],
)
def test_a_display_is_one_where_a_window_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, platform: str, display: str, seen: bool
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    monkeypatch.setenv("DISPLAY", display)
    assert has_display() is seen


@pytest.mark.parametrize("argv", [[], ["call", "0384217706"]])
def test_without_a_display_one_sentence_says_so(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert main(argv) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("There is no display to open a window on.")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("argv", [[], ["demo"], ["call", "0384217706"]])
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_display_that_does_not_answer_is_said_in_one_sentence(
    argv: list[str], name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv(name, ":4711" if name == "DISPLAY" else "/nowhere/wayland-9")
    assert main(argv) == 1
    said = capsys.readouterr()
    assert said.err.startswith("The display ")
    assert " does not answer, so no window can be opened; nothing was changed." in said.err
    assert said.err.count("\n") == 1


def test_a_display_at_which_somebody_listens_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        assert display.answers()
        assert not display.answers("xcb")
    assert not display.answers()


def test_a_display_on_another_machine_is_looked_for_at_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(display, "_X_PORT", port - 3)
        monkeypatch.setenv("DISPLAY", "127.0.0.1:3.0")
        assert display.answers()
    assert not display.answers("wayland")


def test_without_a_command_the_window_opens_on_the_store_that_is_named(opened: Seen, tmp_path: Path) -> None:
    store, key = tmp_path / "a.store", tmp_path / "a.key"
    assert main(["--store", str(store), "--key-file", str(key)]) == 0
    assert opened == [{"store": store, "key_file": key, "number": "", "hint": ""}]


@pytest.mark.parametrize("password", ["a password that is known", None])
def test_who_is_named_logs_in_with_the_password_of_the_environment(
    opened: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str | None
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", password or "")
    assert main(["--as", "anouk", "--store", str(tmp_path / "a.store")]) == 0
    assert (opened[0]["as"], opened[0]["password"]) == ("anouk", password)


def test_a_call_without_a_window_opens_one_that_knows_who_calls(opened: Seen, tmp_path: Path) -> None:
    assert main(["call", "+31 38 421 77 06", "--store", str(tmp_path / "a.store")]) == 0
    assert opened[0]["number"] == "+31 38 421 77 06"


def test_a_call_that_a_window_heard_opens_none_and_needs_no_display(
    opened: Seen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[tuple[Path, str]] = []

    def hear(location: Path, number: str = "") -> bool:
        told.append((location, number))
        return True

    monkeypatch.delenv("DISPLAY")
    monkeypatch.setattr(running, "tell_running", hear)
    assert main(["call", "112", "--store", str(tmp_path / "a.store")]) == 0
    assert opened == []
    assert told == [(tmp_path / "a.store", "112")]


def test_the_sample_company_is_made_once_and_its_log_ins_are_told(
    opened: Seen, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(sample, "make_sample", _quick_sample(made))
    assert main(["demo"]) == 0
    said = capsys.readouterr()
    assert "anouk (front_office)" in said.err
    assert "hanzepoort" in said.err
    assert said.out == ""
    assert main(["demo"]) == 0
    assert len(made) == 1
    assert [one["store"] for one in opened] == [made[0], made[0]]
    assert "log in as anouk (front office), " in opened[0]["hint"]
    assert "hans (supervisor)" in opened[0]["hint"]
    assert opened[0]["hint"].endswith("or admin. The password of all is hanzepoort.")


@pytest.mark.parametrize("argv", [["demo"], ["demo", "--tour", "pictures"]])
def test_the_demo_plays_the_tour_when_asked_or_where_nobody_looks(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[Path] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(sample, "make_sample", _quick_sample(made))
    seen = {"store_calls": [], "longest_ms": 31.5, "over_50_ms": []}
    played = {"pictures": [], "gui_thread": seen}
    monkeypatch.setattr(tour, "play", lambda folder, *_rest, **_named: {"folder": folder, **played})
    folder = Path(argv[-1] if len(argv) > 1 else "build/tour")
    folder.mkdir(parents=True)
    (folder / "tour.store").write_text("of an earlier tour")
    assert main([*argv, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(folder), **played}
    assert made == [folder / "tour.store"]
    assert main(argv) == 0
    assert "kept from its events: 31.5 ms. Store calls on its thread: 0." in capsys.readouterr().out


def test_a_call_wants_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call"]) == 2
    assert "NUMBER" in capsys.readouterr().err

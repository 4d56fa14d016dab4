"""`log`: in, out, and what it says; bad logs end in one sentence."""

from __future__ import annotations

from pathlib import Path

from desktop_crm.bench.made_log import write_made_log
from tests.cli.run import Shell


def test_a_log_goes_the_whole_way(admin: Shell, tmp_path: Path) -> None:
    count = write_made_log(tmp_path / "made.csv", events=100, seed=3)
    brought = admin("log", "import", str(tmp_path / "made.csv"), "--name", "Before", "--json").json
    assert brought["events"] == count
    assert set(brought["throughput"]) == {"median", "mean", "p90"}
    shown = admin("log", "figures", "Before", "--json").json
    assert shown == {name: brought[name] for name in shown}
    assert [one["name"] for one in admin("log", "list", "--json").json["logs"]] == ["Before"]
    assert "cases" in admin("log", "figures", brought["log"]).out
    assert admin("log", "remove", "Before").status == 0
    assert admin("log", "list", "--json").json == {"logs": []}
    assert "no such event log" in admin.refused("log", "figures", brought["log"])


def test_nothing_is_kept_of_a_trial(admin: Shell, tmp_path: Path) -> None:
    write_made_log(tmp_path / "made.xes", events=100, seed=3)
    tried = admin("log", "import", str(tmp_path / "made.xes"), "--dry-run")
    assert "7 activities" in tried.out
    assert "No event log" in admin("log", "list").out


def test_lines_that_were_left_out_are_told(admin: Shell, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b,c\n1,Call,2026-03-02\n1,Call,never\n", encoding="utf-8")
    assert "to be the case" in admin.refused("log", "import", str(path))
    mapped = [part for name in ("case=a", "activity=b", "time=c") for part in ("--map", name)]
    brought = admin("log", "import", str(path), *mapped)
    assert "line 3: “never” is not a time" in brought.out
    admin.refused("log", "import", str(path), "--map", "case", status=2)


def test_an_export_of_nothing_is_a_log_of_nothing(admin: Shell, tmp_path: Path) -> None:
    wrote = admin("log", "export", str(tmp_path / "log.xes"), "--json").json
    assert (wrote["cases"], wrote["events"]) == (0, 0)
    assert "no event in the file" in admin.refused("log", "import", str(tmp_path / "log.xes"))

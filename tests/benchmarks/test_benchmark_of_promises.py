"""The back-test of promises reads logs of either kind, judges what follows in time, and refuses what tells nothing."""

from __future__ import annotations

import csv
import gzip
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from desktop_crm.bench import promise_log
from desktop_crm.bench.promise import Judged, Stay, back_test, pinball, run
from desktop_crm.bench.promise_log import read_cases
from desktop_crm.core.errors import Invalid
from desktop_crm.exchange.eventlog import xes_read

BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
Row = tuple[str, str, datetime, str]


def a_log(cases: int = 400) -> list[Row]:
    """Return the events of cases that take longer by letter than by telephone."""
    chance, rows = Random(4), []
    for number in range(cases):
        opened = BEGIN + timedelta(hours=number)
        channel = chance.choice(("telephone", "letter"))
        took = timedelta(hours=(5 if channel == "telephone" else 40) * math.exp(chance.gauss(0, 0.4)))
        for place, activity in enumerate(("Ask", "Look", "Answer")):
            rows.append((f"{number}", activity, opened + took * place / 2, channel))
    return rows


def as_csv(path: Path, rows: list[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(
            ("case:concept:name", "concept:name", "time:timestamp", "case:channel", "case:outcome")
        )
        table.writerows((*row[:2], row[2].isoformat(), row[3], row[0]) for row in rows)
    return path


def as_xes(path: Path, rows: list[Row]) -> Path:
    cases: dict[str, list[Row]] = {}
    for row in rows:
        cases.setdefault(row[0], []).append(row)
    traces = "".join(
        f'<trace><string key="concept:name" value="{case}"/><string key="channel" value="{events[0][3]}"/>'
        + "".join(
            f'<event><string key="concept:name" value="{activity}"/>'
            f'<date key="time:timestamp" value="{at.isoformat()}"/></event>'
            for _case, activity, at, _channel in events
        )
        + "</trace>"
        for case, events in cases.items()
    )
    path.write_bytes(gzip.compress(f'<log xmlns="http://www.xes-standard.org/">{traces}</log>'.encode()))
    return path


def test_promises_learned_from_a_log_beat_the_plain_percentile_and_are_kept(tmp_path: Path) -> None:
    result = run(log=str(as_csv(tmp_path / "log.csv", a_log())), quick=True)
    assert [goal["met"] for goal in result.goals] == [True, True, True]
    ours, plain = (row["pinball_seconds"] for row in result.rows[:2])
    assert ours < 0.6 * plain
    assert result.rows[0]["size"] == 200


def test_a_log_says_the_same_as_xes_and_as_csv(tmp_path: Path) -> None:
    rows = a_log(40)
    plain, packed = (
        read_cases(as_csv(tmp_path / "log.csv", rows)),
        read_cases(as_xes(tmp_path / "log.xes.gz", rows)),
    )
    assert plain == packed
    assert plain[0].traits in (("Ask", "telephone"), ("Ask", "letter"))


def test_nothing_of_the_future_is_known_when_a_promise_is_made() -> None:
    stays = [Stay(number * 3_600.0, number * 3_600.0 + 50_000.0, ()) for number in range(60)]
    before = back_test(stays, 1_000, [])
    changed = [*stays[:50], *(Stay(one.opened, one.ended + 1e6, ()) for one in stays[50:])]
    after = back_test(changed, 1_000, [])
    # What happens to the last ten cases changes no promise that was made before they had ended.
    assert [one.promised for one in before[:20]] == [one.promised for one in after[:20]]


def test_the_pinball_loss_asks_four_times_more_for_a_broken_promise_than_for_a_late_one() -> None:
    late, broken = Judged(promised=20.0, plain=0.0, took=10.0), Judged(promised=10.0, plain=0.0, took=20.0)
    losses = [pinball([one.promised], [one.took]) for one in (late, broken)]
    assert losses == pytest.approx([2.0, 8.0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("case,activity,timestamp\n1,a,2024-01-01T10:00:00Z\n", "Too few cases"),
        ("who,what\n1,2\n", "No column of this log is called"),
        ("<log><trace></log>", "This is not XML"),
        ("case,activity,timestamp\n1,a,never\n", "No event of this log"),
    ],
)
def test_a_log_that_tells_nothing_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "log"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=words):
        run(log=str(path))


def test_a_value_without_end_is_refused_with_its_line_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xes_read, "_LONGEST", 1_000_000)
    path = tmp_path / "endless.xes.gz"
    endless = b'<log><trace>\n<string key="concept:name" value="' + b"a" * 3_000_000
    path.write_bytes(gzip.compress(endless))
    with pytest.raises(Invalid, match="one event says too much") as refused:
        run(log=str(path))
    assert refused.value.where == "endless.xes.gz, line 2"


def test_a_log_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "entities.xes"
    path.write_text('<!DOCTYPE log [<!ENTITY a "aaaaaaaa">]><log>&a;</log>', encoding="utf-8")
    with pytest.raises(Invalid, match="document type or entities"):
        run(log=str(path))


def test_more_events_than_a_log_may_hold_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promise_log, "MOST_EVENTS", 100)
    with pytest.raises(Invalid, match="Split it by years"):
        run(log=str(as_csv(tmp_path / "log.csv", a_log(40))))

"""The tour in a reduced form: one whole process by keys and clicks, and what is left of it."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.store.open import open_store
from desktop_crm.store.work import Store
from desktop_crm.ui.tour import PROCESSES, play
from desktop_crm.ui.tour.watch import watching

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def played(sample_file: Path, tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Path:
    """The folder in which a tour through a claim left its results."""
    folder = tmp_path_factory.mktemp("played")
    store = Path(shutil.copy(sample_file, folder / "tour.store"))
    play(folder, store, "hanzepoort", processes={"claim": PROCESSES["claim"]}, pictures=False)
    return folder


@pytest.fixture(scope="module")
def told(played: Path) -> dict[str, Any]:
    """What ``tour.json`` says."""
    found: dict[str, Any] = json.loads((played / "tour.json").read_text("utf-8"))
    return found


def test_the_claim_is_walked_to_its_concluding_contact_by_keys_and_clicks(told: dict[str, Any]) -> None:
    claim = told["cases"]["claim"]
    assert claim["status"] == "concluded"
    assert claim["delivered"] == "Settled in full the same day, towing included"
    assert (claim["grade"], claim["graded_by"]) == (9, "customer")
    assert [question["answered"] is not None for question in claim["questions"]] == [True]


def test_three_roles_and_two_people_side_by_side_took_part_before_the_join(told: dict[str, Any]) -> None:
    steps = {step["step"]: step for step in told["cases"]["claim"]["steps"]}
    assert {step["role"] for step in steps.values()} >= {"front_office", "claims", "supervisor"}
    assert steps["repairer"]["offered"] == steps["assess"]["offered"]
    assert steps["repairer"]["holder"] != steps["assess"]["holder"]
    last = max(datetime.fromisoformat(steps[one]["ended"]) for one in ("repairer", "assess"))
    assert datetime.fromisoformat(steps["settle"]["offered"]) == last


def test_work_on_a_step_begins_when_its_window_opens_and_ends_when_it_is_completed(
    told: dict[str, Any],
) -> None:
    first = told["cases"]["claim"]["steps"][0]
    moments = [datetime.fromisoformat(first[name]) for name in ("offered", "opened", "ended")]
    assert moments[0] == moments[1]  # the call is taken in the window: nothing waits before
    assert moments[2] - moments[1] == timedelta(minutes=4)


def test_every_interval_of_every_clock_says_whether_it_counts_and_why(told: dict[str, Any]) -> None:
    clocks = {clock["ksf"]: clock for clock in told["cases"]["claim"]["clocks"]}
    assert clocks["settled"]["state"] == "met"
    for clock in clocks.values():
        counted = 0.0
        for part in clock["intervals"]:
            start, end = (datetime.fromisoformat(part[side]) for side in ("from", "to"))
            assert start <= end
            assert part["reason"]
            counted += (end - start).total_seconds() if part["counted"] else 0
        assert counted == clock["net_seconds"], clock["ksf"]


def test_no_store_call_was_made_on_the_thread_of_the_windows(told: dict[str, Any]) -> None:
    assert told["gui_thread"]["store_calls"] == []
    assert told["gui_thread"]["longest_ms"] > 0


def test_the_customers_contact_sheet_is_left_as_a_pdf(played: Path) -> None:
    assert (played / "customer.pdf").read_bytes().startswith(b"%PDF-")


def test_a_store_call_on_this_thread_is_noticed_and_one_elsewhere_is_not(
    sample_file: Path, tmp_path: Path
) -> None:
    store = open_store(Path(shutil.copy(sample_file, tmp_path / "watched.store")))

    def look(into: Store) -> None:
        with into.read():
            pass

    with watching() as watch:
        elsewhere = threading.Thread(target=look, args=(store,))
        elsewhere.start()
        elsewhere.join()
        assert watch.store_calls == []
        look(store)
        assert len(watch.store_calls) == 1
        assert "in look" in watch.store_calls[0]
    look(store)
    assert len(watch.store_calls) == 1
    store.close()

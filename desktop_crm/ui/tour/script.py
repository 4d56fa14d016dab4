"""The whole tour: which windows and processes, in which order, and what is left in the folder afterwards."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest

from desktop_crm.bootstrap import open_office
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.i18n import _
from desktop_crm.core.settings import Settings
from desktop_crm.dossier.file import open_customer_file
from desktop_crm.reports.customer_sheet import customer_sheet
from desktop_crm.store.work import Reading
from desktop_crm.ui import wording
from desktop_crm.ui.app import App
from desktop_crm.ui.login.gate import Gate
from desktop_crm.ui.theme import Mode, install
from desktop_crm.ui.tour import around
from desktop_crm.ui.tour.cancellation import cancellation
from desktop_crm.ui.tour.cast import Cast, find_cast
from desktop_crm.ui.tour.change import change
from desktop_crm.ui.tour.claim import claim
from desktop_crm.ui.tour.driver import Driver
from desktop_crm.ui.tour.pictures import Pictures
from desktop_crm.ui.tour.watch import Watch, watching
from desktop_crm.ui.unseen import application
from desktop_crm.workflow.reads_find import find_case
from desktop_crm.workflow.reads_whole import as_json, case_view

# A Tuesday in Zwolle, 9:05 in the morning.
BEGINS = datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
Walk = Callable[[Driver, Cast], str]
PROCESSES: Mapping[str, Walk] = {"claim": claim, "cancellation": cancellation, "policy_change": change}
Tell = Callable[[str], Any]


@dataclass(frozen=True)
class Stage:
    """Where a tour is played: a store with the sample company, and everybody's password in it."""

    store: Path
    password: str
    time: FakeTime
    watch: Watch


def play(
    folder: Path,
    store: Path,
    password: str,
    *,
    tell: Tell = lambda _words: None,
    processes: Mapping[str, Walk] = PROCESSES,
    pictures: bool = True,
) -> dict[str, Any]:
    """Play the tour on a store of the sample company and return what ``tour.json`` holds.

    Args:
        folder: where pictures, ``tour.json`` and the customer contact sheet are left.
        store: at the time `BEGINS`, with generated customers; it goes on from there.
        tell: told what is played next.
        processes: which ones are walked; `pictures`: whether pictures are taken, of the windows around too.
    """
    install(application(), Mode.LIGHT)
    album = Pictures(folder) if pictures else None
    with watching() as watch:
        stage = Stage(store, password, FakeTime(BEGINS), watch)
        if album is not None:
            tell(_("The first administrator of a new store…"))
            _play_in_a_new_store(stage, album)
        made = _play_in_the_sample_company(stage, album, processes, folder, tell)
    made = {"pictures": album.taken if album else [], **made, "gui_thread": _figures(watch)}
    (folder / "tour.json").write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return made


def _play_in_a_new_store(stage: Stage, album: Pictures) -> None:
    with tempfile.TemporaryDirectory() as place, _application(stage, Path(place) / "new.store") as app:
        around.first_administrator(Driver(app, stage.time, "", album, stage.watch))


def _play_in_the_sample_company(
    stage: Stage, album: Pictures | None, processes: Mapping[str, Walk], folder: Path, tell: Tell
) -> dict[str, Any]:
    cast = _cast(stage)
    with _application(stage, stage.store) as app:
        driver = Driver(app, stage.time, stage.password, album, stage.watch)
        if album is not None:
            around.refused_at_the_door(driver)
        else:
            app.start()
        numbers: dict[str, str] = {}
        for name, walk in processes.items():
            tell(_("Process “{name}”…").format(name=name))
            numbers[name] = walk(driver, cast)
        if album is not None:
            tell(_("A busy desk, set-up, customers, search and help…"))
            around.busy_desk(driver)
            around.administration(driver)
        return _look_back(driver, numbers, folder)


@contextmanager
def _application(stage: Stage, store: Path) -> Iterator[App]:
    """Give the application of a store, with settings of its own, and take its windows away afterwards."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(Path(place) / "settings.json")
        app = App(Gate(store, time=stage.time), settings)
        app.tasks.watchdog.start()
        try:
            yield app
        finally:
            app.close()
            for window in (app.login, app.office.window if app.office else None):
                if window is not None:
                    window.hide()
                    window.deleteLater()
            app.deleteLater()
            QTest.qWait(0)


def _cast(stage: Stage) -> Cast:
    office = open_office(stage.store, time=stage.time)
    try:
        stage.watch.looking = False
        with office.store.read() as view:
            return find_cast(view)
    finally:
        stage.watch.store_calls.clear()  # nobody is at a window yet
        stage.watch.looking = True
        office.close()


def _look_back(driver: Driver, numbers: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Return every case with its clocks and their intervals, and write the sheet of the first customer."""
    office = driver.log_in("admin")
    session = office.session
    found: list[dict[str, Any]] = []

    def ask(view: Reading) -> dict[str, Any]:
        now = session.now()
        cases = [
            case_view(view, session.plans, session.actor, find_case(view, one), now)
            for one in numbers.values()
        ]
        head = cases[0].head
        assert head.customer is not None
        file = open_customer_file(view, head.customer.id, plans=session.plans, actor=session.actor, now=now)
        customer_sheet(file, folder / "customer.pdf", zone=wording.zone(), asked_by=session.actor.name)
        return {name: as_json(one, whole=True) for name, one in zip(numbers, cases, strict=True)}

    session.read(ask, found.append, owner=office)
    driver.wait(lambda: found, "the cases of the tour")
    driver.log_out()
    return {"cases": found[0], "sheet": "customer.pdf"}


def _figures(watch: Watch) -> dict[str, Any]:
    return {
        "store_calls": watch.store_calls,
        "longest_ms": round(watch.longest_ms, 1),
        "over_50_ms": [
            {"ms": round(ms, 1), "computed_ms": round(own, 1), "stack": stack}
            for ms, own, stack in watch.blocks
        ],
    }

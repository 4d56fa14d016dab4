"""Every figure of Team, process times and history has a way to the cases behind it, or a reason why it has none."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from PySide6.QtCore import Signal

import desktop_crm.ui.team
from desktop_crm.measures.keeping import LogService
from desktop_crm.measures.looking_back import HistoryService
from desktop_crm.measures.pulse import PulseService
from desktop_crm.measures.team import TeamService
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.history.page import HistoryPage

LEADS_ON = ("case_wanted", "customer_wanted")
# What gives a figure, by its service, and what gives the cases behind it there.
BEHIND = {
    TeamService.tiles: TeamService.cases,
    TeamService.parts: TeamService.cases,
    TeamService.times: TeamService.process_cases,
    TeamService.promises: TeamService.case_behind,  # a promise is a case
    TeamService.stated: TeamService.stated_cases,
    TeamService.care: TeamService.care_behind,
    LogService.times: LogService.cases_behind,
    LogService.figures: LogService.cases_behind,
    HistoryService.page: HistoryService.read,
    HistoryService.take_out: HistoryService.read,
}
REASONS = {
    PulseService.pulse: "an answer raises a count, and nothing else is kept of it",
    LogService.logs: "a list of logs; the figures of each are asked for by themselves",
    HistoryService.unseen_notes: "contacts, no figures",
}
NO_FIGURES = {
    "follow", "fewest", "set_fewest", "keep_log", "remove_log", "write_note", "ask", "answer", "set_quarters",
}  # fmt: skip
PAGES_WITHOUT = {"PulsePage": "an answer raises a count, and nothing else is kept of it"}


def test_whatever_a_service_tells_has_its_cases_or_a_reason() -> None:
    for service in (TeamService, LogService, PulseService, HistoryService):
        for name, verb in inspect.getmembers(service, inspect.isfunction):
            if not name.startswith("_"):
                known = verb in BEHIND or verb in BEHIND.values() or verb in REASONS or name in NO_FIGURES
                assert known, f"{service.__name__}.{name} tells what nobody can look behind"


def test_every_page_of_team_and_history_leads_to_cases_or_customers() -> None:
    names = [one.name for one in pkgutil.iter_modules(desktop_crm.ui.team.__path__, "desktop_crm.ui.team.")]
    found = {
        page
        for name in names
        for page in vars(importlib.import_module(name)).values()
        if inspect.isclass(page) and issubclass(page, Page) and page is not Page
    }
    assert len(found) > 6
    for page in (*found, HistoryPage):
        leads = any(isinstance(getattr(page, name, None), Signal) for name in LEADS_ON)
        assert leads != (page.__name__ in PAGES_WITHOUT), f"{page.__name__} shows figures that lead nowhere"

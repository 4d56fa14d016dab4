"""Verdicts of clocks by hand: who did what in which week, put into a small company's store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.core.ids import new_id
from desktop_crm.measures.ksf_figures import Choice
from desktop_crm.measures.team import TeamService
from desktop_crm.process.reads import published_version
from desktop_crm.workflow.tables import Case, ClockRow, WorkItem
from tests.employees import employ
from tests.workflow.small_company import Company

ALL = Choice(0, 99_999, {})


def team(company: Company, login: str = "greet") -> TeamService:
    return TeamService(company.store, company.people[login], company.plans)


def staff(company: Company, count: int) -> list[Actor]:
    """Employ some people."""
    return [employ(company.store, f"e{number}", f"E. {number}", ("front",)) for number in range(count)]


def verdict(company: Company, who: Actor, stopped: datetime, *, met: bool = True, **more: Any) -> Any:
    """Put in a case that somebody concluded, with one clock that stopped; return the clock's id."""
    case, clock = new_id(), new_id()
    given = {
        "process": "question",
        "channel": "telephone",
        "segment": "",
        "role": "front",
        "net": 600,
        "before": (0, 0, 0),
    } | more  # minutes from offered, claimed and opened to the end
    offered, claimed, opened = (stopped - timedelta(minutes=minutes) for minutes in given["before"])
    with company.store.write(None) as work:
        run = work.connection.execute
        run(
            insert(Case).values(
                id=case, number=case.hex, process=given["process"], version_id=published_version(work),
                status="concluded", owner_id=who.id, channel=given["channel"], segment=given["segment"],
                started_at=stopped - timedelta(seconds=given["net"]), recorded_at=stopped, concluded_at=stopped,
            )
        )  # fmt: skip
        run(
            insert(WorkItem).values(
                id=new_id(), case_id=case, step="answer", activity="answer", role=given["role"],
                state="completed", offered_at=offered, claimed_at=claimed, opened_at=opened, ended_at=stopped,
                ended_by=who.id,
            )
        )  # fmt: skip
        run(
            insert(ClockRow).values(
                id=clock, case_id=case, ksf="reached", measure="response", state="met" if met else "missed",
                started_at=stopped, stopped_at=stopped, net_seconds=given["net"],
                customer_seconds=2 * given["net"], target="{}",
            )
        )  # fmt: skip
    return clock

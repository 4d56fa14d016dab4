"""What the Team screen and its figures put on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.reporting import ksf_report, process_report
from desktop_crm.reports.apart import Book
from desktop_crm.ui.paper.sheet import Sheet, options_of

if TYPE_CHECKING:
    from desktop_crm.measures.ksf_figures import Choice
    from desktop_crm.ui.session import Session


def figures_sheet(
    session: Session, choice: Choice, *, team: str = "", only: str = "", name: str = ""
) -> Sheet:
    """Return the key success factors of a period; of one of them where `only` names it, and `name` calls it."""
    service = session.desk.measuring.team
    title = _("{name}, {span}").format(
        name=name or _("Key success factors"), span=words.span(choice.first, choice.last)
    )
    return Sheet(
        title,
        lambda: Book("ksf_book", ksf_report(service, choice, team_name=team, only=only), options_of(session)),
    )


def process_sheet(session: Session, choice: Choice, *, process: str, name: str) -> Sheet:
    """Return where a process lost its time in a period."""
    service = session.desk.measuring.team
    title = _("{name}, {span}").format(name=name, span=words.span(choice.first, choice.last))
    return Sheet(
        title,
        lambda: Book("process_book", process_report(service, choice, process=process), options_of(session)),
    )

"""The search box in the top bar: customers, cases and actions by what one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.store.search import fold
from desktop_crm.store.work import Reading
from desktop_crm.ui.search.customer_box import hit_of
from desktop_crm.ui.search.marking import marks
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.result_list import Hit
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.workflow.reads_hits import CaseHit, CustomerHit, case_hits, customer_hits

_MOST = 8
_ACTIONS_SHOWN = 4


@frozen
class Action:
    """Something one can do from the search box; `words` are all it is found by."""

    key: str
    title: str
    note: str
    act: Callable[[], Any]


class Everything(QObject):
    """Answers the search box.

    Signals:
        customer_wanted: carries the id of the customer whose file is to open.
        case_wanted: carries the id of the case to open.
    """

    customer_wanted = Signal(object)
    case_wanted = Signal(object)

    def __init__(self, session: Session, box: SearchBox, actions: Callable[[], Sequence[Action]]) -> None:
        super().__init__(box)
        self._session, self._box, self._actions = session, box, actions
        box.searched.connect(self._search)
        box.chosen.connect(self._choose)

    def _search(self, words: str) -> None:
        if not words.strip():
            self._box.close_results()
            return
        plans, employee = self._session.plans, self._session.actor.id

        def ask(view: Reading) -> tuple[tuple[CustomerHit, ...], tuple[CaseHit, ...]]:
            return (
                customer_hits(view, words, _MOST, employee=employee),
                case_hits(view, plans, words, _MOST),
            )

        self._session.read(ask, partial(self._show, words), owner=self, key="everything")

    def _show(self, words: str, found: tuple[tuple[CustomerHit, ...], tuple[CaseHit, ...]]) -> None:
        customers, cases = found
        actions = matching(self._actions(), words)[:_ACTIONS_SHOWN]
        hits = [
            Hit(
                ("action", one.key), one.title, one.note, icon="ph.arrow-right", marks=marks(one.title, words)
            )
            for one in actions
        ]
        for case in cases:
            who = case.customer_name or _("anonymous")
            state = _("running") if case.running else _("ended")
            told = f"{case.process} · {who}"
            mark = marks(case.number, words)
            hits.append(Hit(("case", case.id), case.number, told, state, icon="case", marks=mark))
        for customer in customers:
            one = hit_of(customer, words)
            hits.append(replace(one, key=("customer", customer.id), icon="customers"))
        empty = _("Nothing is found for “{words}”.").format(words=words)
        self._box.set_hits(words, hits[:_MOST], empty=empty, count=len(hits))

    def _choose(self, hit: Hit) -> None:
        kind, key = cast("tuple[str, Any]", hit.key)
        self._box.set_text("")
        if kind == "customer":
            self.customer_wanted.emit(key)
        elif kind == "case":
            self.case_wanted.emit(key)
        else:
            next(one for one in self._actions() if one.key == key).act()


def matching(actions: Sequence[Action], words: str) -> list[Action]:
    """Return the actions of which every word typed begins a word; first those that begin as what was typed."""
    typed = fold(words).split()
    found = [one for one in actions if typed and all(_begins(one.title, word) for word in typed)]
    return sorted(found, key=lambda one: not fold(one.title).startswith(" ".join(typed)))


def _begins(title: str, word: str) -> bool:
    return any(part.startswith(word) for part in fold(title).split())

"""A short question to employees, answered without a name: does this help you serve?

That somebody was asked is kept, so that nobody is asked twice; whether they answered, and what, is not. An answer
raises a count of its quarter of the year: it has no row, no time and no author of its own, and the change log, in
which stands who acts, knows nothing of it. A quarter is told once it is over, and only where enough answered: counts
that are read twice differ by nobody's answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, case, func, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.measures.following import fewest_people
from desktop_crm.measures.tables import PulseAsked, PulseCount, PulseRule
from desktop_crm.store.holding import hold_company
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.plans import Plans

ANSWERS = ("yes", "partly", "no")
OFTEN, SELDOM, NEVER = 1, 8, 0  # quarters between two askings
_DEFAULT = 2
_RULE = Prepared(select(PulseRule.quarters).order_by(PulseRule.set_at.desc(), PulseRule.id.desc()).limit(1))
_SET = Prepared(insert(PulseRule), [column.key for column in PulseRule.__table__.columns])
_ASKED = Prepared(select(PulseAsked.quarter).where(PulseAsked.employee_id == bindparam("who")))
_ASK = Prepared(insert(PulseAsked), ["employee_id", "quarter"])
_MORE = Prepared(
    update(PulseAsked).where(PulseAsked.employee_id == bindparam("who")).values(quarter=bindparam("now"))
)
_FIRST = Prepared(insert(PulseCount), ["quarter", "answer", "count"])
_ONE_MORE = Prepared(
    update(PulseCount)
    .where(PulseCount.quarter == bindparam("when"), PulseCount.answer == bindparam("what"))
    .values(count=PulseCount.count + 1)
)


def _sum(answer: str) -> object:
    return func.sum(case((PulseCount.answer == answer, PulseCount.count), else_=0))


_TOLD = Prepared(
    select(PulseCount.quarter, *(_sum(answer) for answer in ANSWERS))
    .where(PulseCount.quarter < bindparam("now"))
    .group_by(PulseCount.quarter)
    .having(func.sum(PulseCount.count) >= bindparam("fewest"))
    .order_by(PulseCount.quarter)
)
# On a server the counts are nobody's to read or write but through two functions (`store.server.measuring`).
_TOLD_ON_SERVER = "SELECT * FROM crm_pulse(%(now)s)"
_COUNT_ON_SERVER = "SELECT crm_pulse_answer(%(what)s)"


@frozen
class PulseQuarter:
    """What was answered in a quarter that is over: ``yes``, ``partly`` and ``no``, how often each.

    Attributes:
        quarter: its number, as `quarter_of` gives it.
    """

    quarter: int
    yes: int
    partly: int
    no: int

    @property
    def count(self) -> int:
        """How many answered."""
        return self.yes + self.partly + self.no

    @property
    def name(self) -> str:
        """As one says it: ``2026 Q3``."""
        return f"{self.quarter // 4} Q{self.quarter % 4 + 1}"


@frozen
class Pulse:
    """What employees say, and the rule: asked every so many `quarters` (0: never), told of `fewest` at least."""

    quarters: int
    fewest: int
    told: tuple[PulseQuarter, ...]


def quarter_of(moment: datetime) -> int:
    """Return the number of the quarter of a year that an instant (UTC) lies in."""
    return moment.year * 4 + (moment.month - 1) // 3


@dataclass
class PulseService:
    """Asking, answering, and what was answered; of everybody who has a role, for everybody who has one.

    Attributes:
        asking: whether the actor is being asked at this moment; an answer ends it.
    """

    store: Store
    actor: Actor
    plans: Plans
    asking: bool = field(default=False, init=False)

    @use_case
    def ask(self) -> bool:
        """Tell whether the actor is to be asked now; it is kept that they were, so that they are not asked again."""
        this = quarter_of(self.store.time.now())
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SERVE, None)
            every, found = _quarters(view), view.row(_ASKED, who=self.actor.id)
        self.asking = every != NEVER and (found is None or this - found[0] >= every)
        if self.asking:
            with self.store.write(self.actor.id) as work:
                if found is None:
                    work.run(_ASK, employee_id=self.actor.id, quarter=this)
                else:
                    work.run(_MORE, who=self.actor.id, now=this)
        return self.asking

    @use_case
    def answer(self, *, answer: str) -> None:
        """Count an answer: ``yes``, ``partly`` or ``no``, once for each asking. Nobody's name is written with it."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SERVE, None)
        if answer not in ANSWERS:
            raise Invalid(_("The answer is yes, partly or no."), where="answer")
        if not self.asking:
            raise Conflict(
                _("You were asked this lately; nothing was counted. You will be asked again some time.")
            )
        self.asking = False
        with self.store.write(None) as work:
            if work.dialect == "postgresql":
                work.driver.execute(_COUNT_ON_SERVER, {"what": answer})
                return
            when = quarter_of(work.now)
            if not work.run(_ONE_MORE, when=when, what=answer):
                work.run(_FIRST, quarter=when, answer=answer, count=1)

    @use_case
    def pulse(self) -> Pulse:
        """Return what was answered, quarter by quarter, as far as enough did."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SERVE, None)
            fewest = fewest_people(view)
            this = quarter_of(self.store.time.now())
            if view.dialect == "postgresql":
                rows = view.driver.execute(_TOLD_ON_SERVER, {"now": this}).fetchall()
            else:
                rows = view.rows(_TOLD, now=this, fewest=fewest)
            return Pulse(_quarters(view), fewest, tuple(PulseQuarter(*map(int, row)) for row in rows))

    @use_case
    def set_quarters(self, *, quarters: int) -> Changes:
        """Say how seldom employees are asked: every so many quarters of a year, 0 for never.

        Asks for the power to administer; it is kept who said so, and when.
        """
        if quarters != NEVER and not OFTEN <= quarters <= SELDOM:
            raise Invalid(
                _("Employees are asked once a quarter at most, once in two years at least, or never (0)."),
                where="quarters",
            )
        with self.store.write(self.actor.id) as work:
            plan = self.plans.in_force(work, self.actor.id)
            require_power(work, self.actor, Verb.ADMINISTER, plan.version)
            hold_company(work)
            key = new_id()
            work.run(_SET, id=key, quarters=quarters, set_at=work.now, set_by=self.actor.id)
        return Changes.of("pulse_rule", key)


def _quarters(view: Reading) -> int:
    found = view.row(_RULE)
    return _DEFAULT if found is None else int(found[0])

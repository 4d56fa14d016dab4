"""Two cases side by side before they become one: what each holds, and why it can't be where it can't."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from desktop_crm.core.errors import Known
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId
from desktop_crm.customers.tables import Contact, Question
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.joining import require_joinable
from desktop_crm.workflow.ledger import read_case
from desktop_crm.workflow.reads import process_name, step_name
from desktop_crm.workflow.reads_case import read_head, read_item_rows
from desktop_crm.workflow.states import LIVE, CaseStatus
from desktop_crm.workflow.tables import Case, Value

MOST = 50
_OTHERS = Prepared(
    select(Case.id)
    .where(Case.customer_id == bindparam("whose"), Case.id != bindparam("but"), Case.status == "running")
    .order_by(Case.started_at.desc(), Case.id)
    .limit(MOST)
)
_COUNTS = Prepared(
    select(
        select(func.count()).where(Contact.case_id == bindparam("of_case")).scalar_subquery(),
        select(func.count())
        .where(Question.case_id == bindparam("of_case"), Question.answered_at.is_(None))
        .scalar_subquery(),
        select(func.count()).where(Value.case_id == bindparam("of_case")).scalar_subquery(),
    )
)


@frozen
class CaseSide:
    """One of the two: what it is, and how much is in it.

    Attributes:
        questions: how many the customer still waits for; `steps`: the names of those that are open.
    """

    case: CaseId
    number: str
    process: str
    subject: str
    owner: str
    channel: str
    began: datetime
    contacts: int
    questions: int
    steps: tuple[str, ...]
    values: int
    promised: datetime | None


@frozen
class JoinChoice:
    """Another running case of the customer; `refusal` says in a sentence why the two can't be one, or is empty."""

    side: CaseSide
    refusal: str


@frozen
class JoinView:
    """A case, and which other cases of its customer it could be one with; `customer` is empty while anonymous."""

    side: CaseSide
    customer: str
    choices: tuple[JoinChoice, ...]


def join_view(view: Reading, acting: Acting, case: CaseId) -> JoinView:
    """Return a case beside the other running cases of its customer; raise `NotFound` when it isn't there."""
    head = read_head(view, case)
    whose = head.customer
    found = view.rows(_OTHERS, whose=whose.id, but=case) if whose is not None else []
    others = [CaseId(row[0]) for row in found]
    choices = [JoinChoice(_side(view, acting, one), _refusal(view, acting, one, case)) for one in others]
    choices.sort(key=lambda one: bool(one.refusal))
    return JoinView(_side(view, acting, case), whose.name if whose is not None else "", tuple(choices))


def _refusal(view: Reading, acting: Acting, one: CaseId, other: CaseId) -> str:
    try:
        require_joinable(view, acting, read_case(view, one), read_case(view, other))
    except Known as problem:
        return problem.sentence
    return ""


def _side(view: Reading, acting: Acting, case: CaseId) -> CaseSide:
    head = read_head(view, case)
    plan = acting.plans.of(view, head.version)
    contacts, questions, values = view.row(_COUNTS, of_case=case) or (0, 0, 0)
    live = [row for row in read_item_rows(view, case) if row.state in LIVE]
    steps = tuple(step_name(plan, head.process, row.step, row.activity) for row in live)
    ended = () if head.status is CaseStatus.RUNNING else (_("none, it has ended"),)
    return CaseSide(
        case, head.number, process_name(plan, head.process), head.subject, head.owner_name, head.channel,
        head.started, contacts, questions, steps or ended, values, head.promised_until,
    )  # fmt: skip

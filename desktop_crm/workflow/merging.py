"""Use cases on customers who are one: merge them, and take a merge back, with their cases and known facts.

No clock starts, pauses or stops by it: a case keeps its contacts, its start and its conclusion. Running cases are
judged again, since a norm may be for one customer alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, CustomerId
from desktop_crm.customers.belongings import Belonging, Kind, kinds, of_cases, of_contacts
from desktop_crm.customers.duplicates import remember_apart
from desktop_crm.customers.merging import (
    Since,
    added_since,
    enter_for,
    forget,
    merge_customers,
    noted_rows,
    standing_merge,
    take_apart,
)
from desktop_crm.customers.survivors import MergeRow
from desktop_crm.process.reads import published_version
from desktop_crm.process.tables import KsfProposal
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.ledger import read_case
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.tables import Case, CaseEvent, ClockRow, Promise, Token, Value, WorkItem

CASES = Belonging(
    Kind.CASE, Case, Case.customer_id, title=Case.number + " " + Case.subject, at=Case.started_at
)
VALUES = Belonging(
    Kind.VALUE,
    Value,
    Value.customer_id,
    own=(Value.case_id.is_(None),),
    title=Value.item + " " + Value.source,
    at=Value.registered_at,
)
# What this room keeps of a customer, beside what the customers' room keeps.
OURS = (CASES, VALUES)
FOLLOWERS = (*of_cases(WorkItem, Token, CaseEvent, Value, Promise, ClockRow), of_contacts(KsfProposal))


@dataclass(frozen=True, slots=True)
class Parted:
    """What came of taking a merge back.

    Attributes:
        stayed: the fields that somebody changed since the merge and that stay as they are now.
        left: what was added since and stays with the one who was kept, since nobody said it is the other's.
    """

    changes: Changes
    merge: MergeRow
    stayed: tuple[str, ...]
    left: tuple[Since, ...]


@dataclass(frozen=True)
class MergeService:
    """Making customers one and two again; every verb is one transaction and asks for a right."""

    acting: Acting

    @use_case
    def merge(
        self,
        *,
        kept: CustomerId,
        others: Sequence[CustomerId],
        take: Mapping[str, CustomerId] | None = None,
    ) -> Changes:
        """Make `others` one with `kept`; the ids of the merges are in the changes, in the order of `others`.

        Args:
            take: who is right, by choice (`customers.joining.CHOICES`); otherwise `kept` is, and the others fill
                what nobody knew. Lists are kept whole; the choice says whose stand first.

        Raises `Invalid`, `NotFound`, `Conflict`, `Refused`.
        """
        chosen = dict(take or {})
        if not others:
            raise Invalid(_("A merge needs two customers; name the other."))
        strangers = set(chosen.values()) - {kept, *others}
        if strangers:
            raise Invalid(
                _("A field can be taken of one of the customers who are merged only."), where="--take"
            )
        merges: list[UUID] = []
        cases: list[UUID] = []
        with self._serving() as work:
            for other in others:
                taken = [field for field, whose in chosen.items() if whose == other]
                made = merge_customers(
                    work, kept=kept, gone=other, taken=taken, more=OURS, followers=FOLLOWERS
                )
                cases += self._tell_cases(work, noted_rows(work, made, Kind.CASE), kept)
                merges.append(made)
        return (
            Changes.of("customer", kept, *others) | Changes.of("merge", *merges) | Changes.of("case", *cases)
        )

    @use_case
    def unmerge(self, *, merge: UUID, give: Collection[UUID] = ()) -> Parted:
        """Make the two of a merge two again; it is remembered that they are.

        Args:
            give: of what was added since (`since`), what belongs to the one who went. The rest stays.

        Raises `NotFound`, `Conflict` when that was done already, `Refused`.
        """
        with self._serving() as work:
            found = standing_merge(work, merge)
            stayed = take_apart(work, found, give=give, more=OURS, followers=FOLLOWERS)
            cases = noted_rows(work, merge, Kind.CASE)
            self._tell_cases(work, cases, found.gone)
            left = added_since(work, found, OURS)
            forget(work, merge)
            remember_apart(work, found.kept, found.gone)
        changes = Changes.of("customer", found.kept, found.gone, found.holder) | Changes.of("case", *cases)
        return Parted(changes | Changes.of("merge", merge), found, stayed, left)

    @use_case
    def belongs_to(self, *, merge: UUID, kind: Kind, row: UUID) -> Changes:
        """Say that something that was added since a merge was for the one who went, while it is known."""
        with self._serving() as work:
            found = standing_merge(work, merge)
            enter_for(work, found, next(one for one in kinds(OURS) if one.kind is kind), row)
        return Changes.of("merge", merge)

    @contextmanager
    def _serving(self) -> Iterator[Writing]:
        with self.acting.store.write(self.acting.actor.id) as work:
            require_power(work, self.acting.actor, Verb.SERVE, published_version(work))
            yield work

    def _tell_cases(self, work: Writing, cases: Iterable[UUID], customer: CustomerId) -> list[UUID]:
        """Write into the history of each case whose it is now, and judge again the clocks that run."""
        told = []
        for case in cases:
            head = read_case(work, CaseId(case))
            Projection(work, head, {}, work.now).write([fact.CustomerChanged(customer)])
            if head.status is CaseStatus.RUNNING:
                refresh_clocks(work, self.acting.plans.of(work, head.version), head)
            told.append(case)
        return told


def since(view: Reading, merge: MergeRow) -> tuple[Since, ...]:
    """Return what was added after a merge of which nobody said to whom of the two it belongs."""
    return added_since(view, merge, OURS)

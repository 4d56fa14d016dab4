"""Taking customers in from elsewhere: recognised when they come again, added, brought up to date, or left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.imports import mark_undone, require_standing
from desktop_crm.customers.known import Known
from desktop_crm.customers.layouts import remember
from desktop_crm.customers.ready import Ready
from desktop_crm.customers.recognise import Name, Related, who_is_named
from desktop_crm.customers.service import Version
from desktop_crm.customers.tables import ImportRun, Relation
from desktop_crm.customers.taking import Fate, Taken, Taking, guarded, judge, names_known, whom
from desktop_crm.customers.terms import USUAL, Mode, Terms
from desktop_crm.customers.undoing import Undone, undo
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing


@dataclass(frozen=True, slots=True)
class Tally:
    """What an import did, as its row in the store keeps it."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


_RELATE = Prepared(insert(Relation), ["id", "customer_id", "other_id", "kind", "since", "until"])
_RELATED = Prepared(
    select(Relation.id)
    .where(
        Relation.customer_id == bindparam("one"),
        Relation.other_id == bindparam("other"),
        Relation.kind == bindparam("as_what"),
    )
    .limit(1)
)
_BEGIN = Prepared(insert(ImportRun), [column.key for column in ImportRun.__table__.columns])
_TALLY = Prepared(
    update(ImportRun)
    .where(ImportRun.id == bindparam("run"))
    .values({name: bindparam(name) for name in ("created", "updated", "unchanged", "rejected")})
)


@dataclass
class IntakeService:
    """Brings customers in, some at a time: each call is one transaction, so colleagues never wait long."""

    store: Store
    actor: Actor
    published: Version
    _seen: dict[Name, set[str]] = field(default_factory=dict)

    @use_case
    def begin(self, *, file_name: str) -> UUID:
        """Register that an import begins; return its id. Raises `Refused` without the power to import."""
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.IMPORT, self.published(work))
            run = new_id()
            counts = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
            work.run(
                _BEGIN,
                id=run,
                file_name=file_name,
                happened_at=work.now,
                employee_id=self.actor.id,
                undone_at=None,
                undone_by=None,
                **counts,
            )
            return run

    @use_case
    def take_in(self, *, run: UUID, customers: Sequence[Ready], terms: Terms = USUAL) -> list[Taken]:
        """Add or update `customers` in one transaction; return what became of each, in their order.

        One that can't be kept is rejected with the reason and costs its neighbours nothing.
        """
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.IMPORT, self.published(work))
            return Taking(work, run, terms).take_all(customers)

    @use_case
    def begin_trial(self) -> None:
        """Forget what earlier trials would have made. Raises `Refused` without the power to import."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.IMPORT, self.published(view))
        self._seen.clear()

    @use_case
    def try_out(self, *, customers: Sequence[Ready], terms: Terms = USUAL) -> list[Taken]:
        """Return what would become of `customers`, and change nothing."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.IMPORT, self.published(view))
            known = names_known(view, customers)
            return [guarded(partial(self._try, view, terms, known), one) for one in customers]

    @use_case
    def finish(self, *, run: UUID, tally: Tally, related: Iterable[tuple[CustomerId, Related]] = ()) -> None:
        """Register how an import ended, and the relations between its customers."""
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.IMPORT, self.published(work))
            for customer, one in related:
                _relate(work, customer, one)
            work.run(
                _TALLY,
                run=run,
                created=tally.created,
                updated=tally.updated,
                unchanged=tally.unchanged,
                rejected=tally.rejected,
            )

    @use_case
    def remember_layout(self, *, headings: str, layout: str) -> None:
        """Read files with these headings (their digest) so from now on; raises `Refused`."""
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.IMPORT, self.published(work))
            remember(work, headings, layout)

    @use_case
    def undo_import(
        self,
        *,
        run: UUID,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Undone:
        """Take back all that an import wrote, a few customers at a time; see `undoing`.

        Raises `NotFound`, `Conflict` (taken back already), `Refused` without the power to import.
        """
        with self.store.read() as view:
            require_power(view, self.actor, Verb.IMPORT, self.published(view))
            require_standing(view, run)

        def allowed(work: Writing) -> None:
            require_power(work, self.actor, Verb.IMPORT, self.published(work))

        undone = undo(self.store, self.actor.id, run, allowed=allowed, progress=progress, cancelled=cancelled)
        if not undone.cancelled:
            with self.store.write(self.actor.id) as work:
                allowed(work)
                mark_undone(work, run)
        return undone

    def _try(self, view: Reading, terms: Terms, known: Known, one: Ready) -> Taken:
        # Somebody this very trial would have made, or changed, before.
        met = any(name in self._seen for name in one.names)
        repeated = any(one.digest in self._seen.get(name, ()) for name in one.names)
        for name in one.names:
            self._seen.setdefault(name, set()).add(one.digest)
        if met and terms.mode is not Mode.UPDATE:
            changes = not repeated and terms.mode is Mode.BOTH
            return Taken(Fate.UPDATED if changes else Fate.UNCHANGED)
        customer = whom(view, one, terms, known)
        if customer is None:
            return Taken(Fate.CREATED)
        create = terms.mode is Mode.CREATE
        return Taken(Fate.UNCHANGED if create else judge(view, customer, one, known)[0], customer)


def _relate(work: Writing, customer: CustomerId, related: Related) -> None:
    """Relate a customer to one the same file or an earlier one brought; an unknown one is passed over."""
    other = who_is_named(work, related.other)
    if other is None or other == customer:
        return
    if work.row(_RELATED, one=customer, other=other, as_what=related.kind) is None:
        work.run(
            _RELATE,
            id=new_id(),
            customer_id=customer,
            other_id=other,
            kind=related.kind,
            since=related.since,
            until=related.until,
        )

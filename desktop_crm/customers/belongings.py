"""What belongs to a customer and goes with them when two are made one, and back when they are two after all.

Every kind is a table whose rows name their customer. The rows that came with somebody are noted one by one
(`MergedRow`); what hangs on a case or on a contact goes with that, so that it needs no note and what was added
to it since goes the right way by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    insert,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from desktop_crm.core.ids import new_id
from desktop_crm.customers.said_tables import CustomerTag, Statement
from desktop_crm.customers.tables import (
    Address,
    Attachment,
    Consent,
    Contact,
    ContactPoint,
    CustomerMerge,
    Identifier,
    MergedRow,
    PlannedContact,
    Question,
    Relation,
    Trade,
)
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Id
from desktop_crm.store.work import Writing


class Kind(StrEnum):
    """What may come with a customer; kept in `merged_row.kind`."""

    POINT = "contact_point"
    ADDRESS = "address"
    RELATION = "relation"
    RELATED = "related"  # somebody else's relation to this customer
    CONSENT = "consent"
    TRADE = "trade"
    PLAN = "planned_contact"
    CONTACT = "contact"
    DOCUMENT = "attachment"
    IDENTIFIER = "identifier"
    TAG = "customer_tag"
    STATEMENT = "customer_statement"
    MERGE = "customer_merge"
    CASE = "crm_case"
    VALUE = "item_value"


_KEPT, _GONE = bindparam("kept", type_=Id()), bindparam("gone", type_=Id())


def _quoted(kind: Kind) -> ColumnElement[str]:
    return literal_column(f"'{kind}'", Text)


def noted(kind: Kind) -> Any:
    """The rows of a kind that the merge `of_merge` noted, as a subquery."""
    return select(MergedRow.row_id).where(
        MergedRow.merge_id == bindparam("of_merge", type_=Id()), MergedRow.kind == _quoted(kind)
    )


@dataclass(frozen=True)
class Belonging:
    """Rows that stand for themselves: noted when they come with somebody.

    Attributes:
        column: which column names the customer.
        own: what tells these rows from those that hang on something else.
        spare: rows that need not come along, since the one who is kept has the same; `kept` is that one.
        title, at: what tells people which row it is; None where nobody needs to be asked.
    """

    kind: Kind
    table: Any
    column: Any
    own: tuple[ColumnElement[bool], ...] = ()
    spare: ColumnElement[bool] | None = None
    title: Any = None
    at: Any = None

    @property
    def ordered(self) -> bool:
        """Whether these rows have places in a list."""
        return hasattr(self.table, "position")

    @cached_property
    def note(self) -> Prepared:
        """What comes with `gone` and is to be noted (`take_note`): parameters `gone`, `kept`."""
        return self._note(*() if self.spare is None else (~self.spare,))

    @cached_property
    def note_since(self) -> Prepared:
        """The row `added`, which was entered for `gone` since and is to be noted: parameters also `holder`."""
        return self._note(
            self.table.id == bindparam("added", type_=Id()), whose=bindparam("holder", type_=Id())
        )

    def _note(self, *conditions: Any, whose: Any = _GONE) -> Prepared:
        place = self.table.position if self.ordered else cast(null(), Integer)
        return Prepared(
            select(_quoted(self.kind), self.table.id, place)
            .where(self.column == whose, *self.own, *conditions)
            .order_by(self.table.id)
        )

    @cached_property
    def move(self) -> Prepared:
        """Give what was noted to somebody else: parameters `of_merge`, `from_whom`, `to_whom`."""
        return Prepared(
            update(self.table)
            .where(self.column == bindparam("from_whom"), self.table.id.in_(noted(self.kind)))
            .values({self.column.key: bindparam("to_whom")})
        )

    @cached_property
    def put_after(self) -> Prepared:
        """Let what came along stand `further` places further down its list."""
        return Prepared(
            update(self.table)
            .where(self.table.id.in_(noted(self.kind)))
            .values(position=self.table.position + bindparam("further"))
        )

    @cached_property
    def put_back(self) -> Prepared:
        """Let what goes back stand where it stood."""
        place = select(MergedRow.place).where(
            MergedRow.merge_id == bindparam("of_merge", type_=Id()),
            MergedRow.kind == _quoted(self.kind),
            MergedRow.row_id == self.table.id,
        )
        return Prepared(
            update(self.table)
            .where(self.table.id.in_(noted(self.kind)))
            .values(position=place.scalar_subquery())
        )

    @cached_property
    def since(self) -> Prepared:
        """What was added since a merge and nobody said for whom: id, what it is, when.

        Parameters: `of_merge`; `kept`, who has it since; `holder`, who holds their things now, and `joined`, the
        merge that brought them there.
        """
        # Whoever had it when it first came along with somebody; nobody, if it never did.
        home = (
            select(MergedRow.customer_id)
            .where(MergedRow.row_id == self.table.id, MergedRow.kind == _quoted(self.kind))
            .order_by(MergedRow.merge_id)
            .limit(1)
            .scalar_subquery()
        )
        # Ids are made in the order of time.
        theirs = and_(home == _KEPT, self.table.id > bindparam("of_merge", type_=Id()))
        added = and_(home.is_(None), self.table.id > bindparam("joined", type_=Id()))
        return Prepared(
            select(self.table.id, self.title, self.at)
            .where(self.column == bindparam("holder"), or_(theirs, added), *self.own)
            .order_by(self.table.id)
        )


def _same(table: Any, *equal: str) -> ColumnElement[bool]:
    """Whether the one who is kept has a row that says the same."""
    other = aliased(table)
    return (
        select(other.id)
        .where(other.customer_id == _KEPT, *(getattr(other, name) == getattr(table, name) for name in equal))
        .exists()
    )


def _same_point() -> ColumnElement[bool]:
    other = aliased(ContactPoint)
    alike = or_(
        other.content == ContactPoint.content,
        and_(other.normal == ContactPoint.normal, ContactPoint.normal != ""),
    )
    return select(other.id).where(other.customer_id == _KEPT, other.kind == ContactPoint.kind, alike).exists()


def _same_relation(*, forward: bool) -> ColumnElement[bool]:
    """A relation between the two, or one that the one who is kept has as well."""
    other = aliased(Relation)
    near, far = (
        (Relation.customer_id, Relation.other_id) if forward else (Relation.other_id, Relation.customer_id)
    )
    their_near, their_far = (
        (other.customer_id, other.other_id) if forward else (other.other_id, other.customer_id)
    )
    twin = select(other.id).where(their_near == _KEPT, their_far == far, other.kind == Relation.kind)
    return or_(far == _KEPT, far == near, twin.exists())


_ADDRESS = ("street", "postcode", "town", "country", "box", "extended", "region")
BELONGINGS: tuple[Belonging, ...] = (
    Belonging(
        Kind.POINT,
        ContactPoint,
        ContactPoint.customer_id,
        spare=_same_point(),
        title=ContactPoint.content,
        at=cast(null(), Integer),
    ),
    Belonging(
        Kind.ADDRESS,
        Address,
        Address.customer_id,
        spare=_same(Address, *_ADDRESS),
        title=Address.street + " " + Address.town,
        at=cast(null(), Integer),
    ),
    Belonging(
        Kind.RELATION,
        Relation,
        Relation.customer_id,
        spare=_same_relation(forward=True),
        title=Relation.kind,
        at=cast(null(), Integer),
    ),
    Belonging(Kind.RELATED, Relation, Relation.other_id, spare=_same_relation(forward=False)),
    Belonging(
        Kind.CONSENT, Consent, Consent.customer_id, title=Consent.channel, at=Consent.happened_at
    ),
    Belonging(Kind.TRADE, Trade, Trade.customer_id, title=Trade.product, at=Trade.happened_at),
    Belonging(
        Kind.PLAN,
        PlannedContact,
        PlannedContact.customer_id,
        title=PlannedContact.subject,
        at=PlannedContact.planned_at,
    ),
    Belonging(
        Kind.CONTACT,
        Contact,
        Contact.customer_id,
        own=(Contact.case_id.is_(None),),
        title=Contact.subject + " " + Contact.text,
        at=Contact.happened_at,
    ),
    Belonging(
        Kind.DOCUMENT,
        Attachment,
        Attachment.customer_id,
        own=(Attachment.case_id.is_(None), Attachment.contact_id.is_(None)),
        title=Attachment.name,
        at=Attachment.recorded_at,
    ),
    Belonging(Kind.IDENTIFIER, Identifier, Identifier.customer_id),
    Belonging(
        Kind.TAG,
        CustomerTag,
        CustomerTag.customer_id,
        spare=_same(CustomerTag, "tag"),
        title=CustomerTag.tag,
        at=cast(null(), Integer),
    ),
    Belonging(
        Kind.STATEMENT,
        Statement,
        Statement.customer_id,
        own=(Statement.contact_id.is_(None),),
        title=Statement.text,
        at=Statement.said_at,
    ),
    Belonging(Kind.MERGE, CustomerMerge, CustomerMerge.customer_id),
)  # fmt: skip


def of_cases(*tables: Any) -> tuple[Prepared, ...]:
    """Return what moves the rows of these tables with their case: `of_merge`, `from_whom`, `to_whom`."""
    return tuple(
        Prepared(
            update(table)
            .where(table.customer_id == bindparam("from_whom"), table.case_id.in_(noted(Kind.CASE)))
            .values(customer_id=bindparam("to_whom"))
        )
        for table in tables
    )


def of_contacts(table: Any) -> Prepared:
    """Return what moves the rows of a table with their contact: `from_whom`, `to_whom`."""
    theirs = select(Contact.id).where(Contact.customer_id == bindparam("to_whom", type_=Id()))
    return Prepared(
        update(table)
        .where(table.customer_id == bindparam("from_whom"), table.contact_id.in_(theirs))
        .values(customer_id=bindparam("to_whom"))
    )


# Contacts first: questions and documents follow them.
FOLLOWERS: tuple[Prepared, ...] = (
    *of_cases(Contact, Question, Attachment),
    of_contacts(Question),
    of_contacts(Attachment),
    of_contacts(Statement),
)
# What answered a question of theirs since, or took place as a contact that was planned with them, is theirs.
_MINE = (
    select(Question.answer_contact_id.label("contact"))
    .where(Question.contact_id.in_(noted(Kind.CONTACT)))
    .union(select(PlannedContact.done_contact_id).where(PlannedContact.id.in_(noted(Kind.PLAN))))
    .subquery()
)
_notes = aliased(MergedRow)
ANSWERS = Prepared(
    select(_quoted(Kind.CONTACT), Contact.id, cast(null(), Integer))
    .where(
        Contact.customer_id == bindparam("holder", type_=Id()),
        Contact.case_id.is_(None),
        Contact.id.in_(select(_MINE.c.contact)),
        ~select(_notes.row_id)
        .where(_notes.row_id == Contact.id, _notes.kind == _quoted(Kind.CONTACT))
        .exists(),
    )
    .order_by(Contact.id)
)
_NOTE = Prepared(insert(MergedRow), ["id", "merge_id", "kind", "row_id", "customer_id", "place"])
# What leaves a customer leaves those it went on to as well: a later merge that took it along lets go of it.
LET_GO = Prepared(
    delete(MergedRow).where(
        MergedRow.merge_id > bindparam("of_merge", type_=Id()),
        select(_notes.row_id)
        .where(
            _notes.merge_id == bindparam("of_merge", type_=Id()),
            _notes.row_id == MergedRow.row_id,
            _notes.kind == MergedRow.kind,
        )
        .exists(),
    )
)
FORGET = Prepared(delete(MergedRow).where(MergedRow.merge_id == bindparam("of_merge")))


def take_note(work: Writing, found: Prepared, *, merge: UUID, gone: UUID, **given: object) -> None:
    """Note the rows that a statement finds as those of `gone`, each under an id of its own."""
    for kind, row, place in work.rows(found, of_merge=merge, gone=gone, **given):
        work.run(_NOTE, id=new_id(), merge_id=merge, kind=kind, row_id=row, customer_id=gone, place=place)


def kinds(more: Sequence[Belonging] = ()) -> tuple[Belonging, ...]:
    """Return all kinds, those of another room too."""
    return (*BELONGINGS, *more)

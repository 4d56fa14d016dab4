"""Use cases on what a file gathers: tags, statements of the customer, names in other systems, documents."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, distinct, func, select

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, CustomerId, new_id
from desktop_crm.customers.data import LARGEST_FILE, LONGEST, FileData
from desktop_crm.customers.editing import EditingService
from desktop_crm.customers.fields import StatementKind
from desktop_crm.customers.filed import IDENTIFY, STATEMENT, TAG
from desktop_crm.customers.model import plain_text
from desktop_crm.customers.said_tables import CustomerTag, Statement
from desktop_crm.customers.stored import customer_count
from desktop_crm.customers.tables import Attachment, Contact, Customer, Identifier
from desktop_crm.customers.writing import add_files, require_customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A file of a customer; `content` is what was in it, byte by byte."""

    id: UUID
    name: str
    media_type: str
    size: int
    recorded_at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class SystemShare:
    """How many customers another system knows: by how many names, and the share it does not know."""

    system: str
    identifiers: int
    customers: int
    unmatched: float


_SAME_TAG = Prepared(
    select(CustomerTag.id).where(
        CustomerTag.customer_id == bindparam("whose"), CustomerTag.tag == bindparam("word")
    )
)
_NO_TAG = Prepared(
    delete(CustomerTag).where(
        CustomerTag.customer_id == bindparam("whose"), CustomerTag.tag == bindparam("word")
    )
)
_UNSAY = Prepared(
    delete(Statement).where(
        Statement.id == bindparam("row"),
        Statement.customer_id == bindparam("whose"),
        Statement.employee_id == bindparam("employee"),
    )
)
_CONTACT = Prepared(
    select(Contact.id).where(Contact.id == bindparam("row"), Contact.customer_id == bindparam("whose"))
)
_SO_CALLED = Prepared(
    select(Customer.id, Customer.number, Customer.name)
    .join(Identifier, Identifier.customer_id == Customer.id)
    .where(Identifier.system == bindparam("where"), Identifier.code == bindparam("so"))
    .limit(1)
)
_NO_IDENTIFIER = Prepared(
    delete(Identifier).where(Identifier.id == bindparam("row"), Identifier.customer_id == bindparam("whose"))
)
_SAME_FILE = Prepared(
    select(Attachment.id, Attachment.name)
    .where(
        Attachment.sha256 == bindparam("digest"),
        Attachment.customer_id == bindparam("whose"),
        Attachment.size == bindparam("bytes"),
    )
    .limit(1)
)
_NEWEST_FILE = Prepared(
    select(Attachment.id)
    .where(Attachment.sha256 == bindparam("digest"), Attachment.customer_id == bindparam("whose"))
    .order_by(Attachment.id.desc())
    .limit(1)
)
_DOCUMENT = Prepared(
    select(
        Attachment.id,
        Attachment.name,
        Attachment.media_type,
        Attachment.size,
        Attachment.recorded_at,
        Attachment.content,
    ).where(Attachment.id == bindparam("row"), Attachment.customer_id == bindparam("whose"))
)
_SYSTEMS = Prepared(
    select(Identifier.system, func.count(), func.count(distinct(Identifier.customer_id)))
    .join(Customer, Customer.id == Identifier.customer_id)
    .where(Identifier.system != "content", Customer.deleted_at.is_(None))
    .group_by(Identifier.system)
    .order_by(Identifier.system)
)


@dataclass(frozen=True)
class FilingService(EditingService):
    """What an employee puts on a customer's file and takes off it, and edits there."""

    @use_case
    def add_tag(self, *, customer: CustomerId, tag: str) -> Changes:
        """Gather a customer under a word; nothing changes when they are already."""
        word = _worded(tag, "tag")
        with self._serving(customer) as work:
            if work.row(_SAME_TAG, whose=customer, word=word) is not None:
                return Changes()
            work.run(TAG, id=new_id(), customer_id=customer, tag=word)
        return Changes.of("customer", customer)

    @use_case
    def remove_tag(self, *, customer: CustomerId, tag: str) -> Changes:
        """Take a word off a customer; raises `NotFound` when it is not there."""
        with self._serving(customer) as work:
            if work.run(_NO_TAG, whose=customer, word=tag.strip()) == 0:
                raise NotFound(_("This customer has no tag “{tag}”; nothing was changed.").format(tag=tag))
        return Changes.of("customer", customer)

    @use_case
    def register_statement(
        self,
        *,
        customer: CustomerId,
        kind: StatementKind,
        text: str,
        said: datetime | None = None,
        contact: ContactId | None = None,
    ) -> Changes:
        """Register what a customer said they need or wish, or think of us: in their words, when they said it.

        Statements are never changed: a later one says otherwise. Raises `Invalid`, `NotFound`, `Refused`.
        """
        words = _worded(text, "text")
        with self._serving(customer) as work:
            if said is not None and said > work.now:
                raise Invalid(_("Nothing can be said in the future; correct the time."), where="at")
            if contact is not None and work.row(_CONTACT, row=contact, whose=customer) is None:
                raise NotFound(_("This contact is not this customer's; nothing was stored."))
            made = new_id()
            work.run(
                STATEMENT,
                id=made,
                customer_id=customer,
                kind=str(kind),
                text=words,
                said_at=said or work.now,
                contact_id=contact,
                employee_id=self.actor.id,
                recorded_at=work.now,
            )
        return Changes.of("customer", customer) | Changes.of("statement", made)

    @use_case
    def take_statement_back(self, *, customer: CustomerId, statement: UUID) -> Changes:
        """Remove a statement that one registered by mistake oneself; raises `NotFound` for any other."""
        with self._serving(customer) as work:
            if work.run(_UNSAY, row=statement, whose=customer, employee=self.actor.id) == 0:
                raise NotFound(
                    _("This is not there any more, or a colleague registered it; nothing was changed.")
                )
        return Changes.of("customer", customer)

    @use_case
    def identify(
        self, *, customer: CustomerId, system: str, code: str, instead_of: UUID | None = None
    ) -> Changes:
        """State what a customer is called in another system, in place of the identifier `instead_of` if given.

        Raises `Conflict` when somebody else is so called, `NotFound` when `instead_of` is not this customer's.
        """
        where, so = _worded(system, "system"), _worded(code, "code")
        with self._serving(customer) as work:
            found = work.row(_SO_CALLED, where=where, so=so)
            if found is not None and found[0] != customer:
                raise Conflict(
                    _("{code} of {system} is {number} {name}; nothing was changed.").format(
                        code=so, system=where, number=found[1], name=found[2]
                    )
                )
            if instead_of is not None:
                _forget(work, customer, instead_of)
                if found is not None:
                    return Changes.of("customer", customer)
            if found is not None:
                return Changes()
            made = new_id()
            work.run(
                IDENTIFY,
                id=made,
                customer_id=customer,
                system=where,
                code=so,
                import_id=None,
                recorded_at=work.now,
            )
        return Changes.of("customer", customer) | Changes.of("identifier", made)

    @use_case
    def remove_identifier(self, *, customer: CustomerId, identifier: UUID) -> Changes:
        """Forget what a customer is called in another system."""
        with self._serving(customer) as work:
            _forget(work, customer, identifier)
        return Changes.of("customer", customer)

    @use_case
    def add_document(
        self, *, customer: CustomerId, name: str, content: bytes, media_type: str = ""
    ) -> Changes:
        """Put a file on a customer's file; the same content is there once, whoever adds it again.

        Once a customer and not once a store: a file goes where its customer goes, and goes when they are erased.
        Raises `Invalid` for one that is empty or larger than the limit, `NotFound`, `Refused`.
        """
        refuse_size(name, len(content))
        named = plain_text(name, field="file").strip() or _("Document")
        if len(named) > LONGEST:
            raise Invalid(_("The name of this file is too long; give it a shorter one."), where="file")
        kind = media_type or mimetypes.guess_type(named)[0] or "application/octet-stream"
        digest = hashlib.sha256(content).hexdigest()
        with self._serving(customer) as work:
            same = work.row(_SAME_FILE, digest=digest, whose=customer, bytes=len(content))
            if same is not None:
                return Changes.of("document", same[0])
            add_files(work, customer, [FileData(named, kind, content)])
            made = work.row(_NEWEST_FILE, digest=digest, whose=customer)
            assert made is not None, "it was just added"
        return Changes.of("customer", customer) | Changes.of("document", made[0])

    @contextmanager
    def _serving(self, customer: CustomerId) -> Iterator[Writing]:
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, self.published(work))
            require_customer(work, customer)
            yield work


def _forget(work: Writing, customer: CustomerId, identifier: UUID) -> None:
    if work.run(_NO_IDENTIFIER, row=identifier, whose=customer) == 0:
        raise NotFound(_("This is not there any more, or not this customer's; nothing was changed."))


def refuse_size(name: str, size: int) -> None:
    """Raise `Invalid` for a file of `size` bytes that can't be kept; asked before it is read."""
    if size == 0:
        raise Invalid(_("“{name}” is empty; nothing was stored.").format(name=name), where="file")
    if size > LARGEST_FILE:
        raise Invalid(
            _("“{name}” is too large; files of at most {size} MB are kept. Nothing was stored.").format(
                name=name, size=LARGEST_FILE // (1024 * 1024)
            ),
            where="file",
        )


def read_document(view: Reading, customer: CustomerId, document: UUID) -> DocumentRow:
    """Return a file with its content; raise `NotFound` when it is not this customer's."""
    found = view.row(_DOCUMENT, row=document, whose=customer)
    if found is None:
        raise NotFound(_("This document is not there any more, or not this customer's."))
    key, name, media_type, size, recorded_at, content = found
    return DocumentRow(key, name, media_type, size, recorded_at, bytes(content))


def crosswalk(view: Reading) -> tuple[SystemShare, ...]:
    """Return for each other system how many customers it knows, and which share it does not."""
    everybody = customer_count(view)
    return tuple(
        SystemShare(system, names, known, (everybody - known) / everybody if everybody else 0.0)
        for system, names, known in view.rows(_SYSTEMS)
    )


def _worded(text: str, field: str) -> str:
    words = plain_text(text, field=field).strip()
    if not words:
        raise Invalid(_("This needs words; type them."), where=field)
    if len(words) > LONGEST:
        raise Invalid(
            _("The text has {length} characters and at most {longest} are kept here; shorten it.").format(
                length=len(words), longest=LONGEST
            ),
            where=field,
        )
    return words

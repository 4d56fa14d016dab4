"""What a customer agrees to: consent by channel and purpose, given or withdrawn, with what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.consents import ConsentWord
from desktop_crm.customers.data import ConsentData
from desktop_crm.customers.rows import ConsentRow, TimeKind
from desktop_crm.dossier.rows import TimeRow
from desktop_crm.process.model import Channel, Family, Item, ItemType
from desktop_crm.ui import wording
from desktop_crm.ui.activity.acts import Act, ActSpec, Answers, choice_item, text_item
from desktop_crm.ui.customer.undoing import Undoable
from desktop_crm.ui.widgets.fact_row import Fact

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk

_PROOFS = 20
# What every act that reaches a customer unasked asks besides (`privacy.approaching`).
CONSENT = frozenset({"purpose", "despite"})


def consent_asks() -> tuple[Item, ...]:
    """Return what is asked of consent where a customer is to be reached; both may stay unanswered."""
    return (
        text_item("purpose", _("For what, if not all")),
        text_item("despite", _("If they don’t agree, why all the same")),
    )


class Despite(TypedDict):
    """What was answered to these."""

    purpose: str
    despite: str


def consent_answers(given: Answers) -> Despite:
    """Return what was answered to these; empty where nothing was."""
    return Despite(purpose=given.get("purpose", ""), despite=given.get("despite", ""))


def channel_words(channels: Iterable[Channel]) -> tuple[tuple[str, str], ...]:
    """Return what one may agree to be reached by: the three that every customer is asked about, then the model's."""
    usual = (("telephone", _("Telephone")), ("email", _("E-mail")), ("post", _("Post")))
    known = {code for code, _word in usual} | {"letter"}
    others = (
        (one.code, one.name)
        for one in channels
        if one.code not in known and one.family not in (Family.INTERNAL, Family.PARTNER)
    )
    return (*usual, *others)


def consent_fact(consent: ConsentRow, channels: Iterable[Channel]) -> Fact:
    """Return the last word on a channel as a row."""
    name = dict(channel_words(channels)).get(consent.channel, consent.channel)
    return Fact(name, _said(consent), wording.full_day(consent.happened_at), age=_proven(consent))


def _said(consent: ConsentRow) -> str:
    said = _("yes") if consent.given else _("no")
    return f"{said} · {consent.purpose}" if consent.purpose else said


def _proven(consent: ConsentRow) -> str:
    held = consent.proof or consent.document_id or consent.contact_id
    return _("proven") if held else ""


def word_fact(word: ConsentWord, channels: Iterable[Channel]) -> Fact:
    """Return one of all words on being reached as a row, with what proves it."""
    consent = word.consent
    name = dict(channel_words(channels)).get(consent.channel, consent.channel)
    return Fact(name, _said(consent), wording.full_day(consent.happened_at), age=word.proven_by)


def proofs(rows: Sequence[TimeRow]) -> tuple[tuple[str, str], ...]:
    """Return what can prove a consent: the latest documents and contacts on the file."""
    kinds = {TimeKind.DOCUMENT: _("Document"), TimeKind.CONTACT: _("Contact")}
    found = [row for row in rows if row.kind in kinds][:_PROOFS]
    return tuple(
        (
            f"{row.kind}/{row.id.hex}",
            f"{kinds[row.kind]} · {wording.full_day(row.at)} · {row.title or row.words}"[:90],
        )
        for row in found
    )


def consent_spec(
    customer: CustomerId, desk: Desk, channels: Sequence[Channel], rows: Sequence[TimeRow]
) -> ActSpec:
    """Return what registering a consent asks: by what, whether, for what, since when, and what proves it."""

    def act(given: Answers) -> Act:
        at = datetime.fromisoformat(given["at"]) if "at" in given else None
        kind, _slash, row = given.get("proof_row", "").partition("/")
        proof = UUID(row) if row else None

        def register() -> Undoable:
            consent = ConsentData(
                given["channel"],
                given["given"] == "yes",
                at or desk.store.time.now(),
                given.get("purpose", ""),
                given.get("proof", ""),
            )
            changes = desk.customers.register_consent(
                customer=customer,
                consent=consent,
                document=proof if kind == TimeKind.DOCUMENT else None,
                contact=proof if kind == TimeKind.CONTACT else None,
            )
            (made,) = changes.ids("consent")
            return Undoable(
                changes,
                _("the consent"),
                lambda: desk.customers.take_consent_back(customer=customer, consent=made),
            )

        return register

    return ActSpec(
        "consent",
        _("May we reach them?"),
        _("The newest word for a channel and a purpose counts; all earlier ones stay."),
        _("Register"),
        _asks(channels, proofs(rows)),
        act,
        closes=False,
        optional=frozenset({"purpose", "at", "proof_row", "proof"}),
    )


def _asks(channels: Sequence[Channel], shown: tuple[tuple[str, str], ...]) -> tuple[Item, ...]:
    return (
        choice_item("channel", _("By what"), channel_words(channels)),
        choice_item("given", _("What they say"), (("yes", _("Yes, you may")), ("no", _("No, or no longer")))),
        text_item("purpose", _("For what, if not all")),
        Item("at", _("When, if not now"), ItemType.DATETIME),
        *([choice_item("proof_row", _("Proven by"), shown)] if shown else []),
        text_item("proof", _("Proven, in words")),
    )

"""Proposals of key success factors: what one becomes in a model, and what a draft makes of those it holds.

A factor names the proposals that were taken into it. What the store says of a proposal follows from that, in the
transaction that keeps the draft: so a change that is undone, a factor that is called otherwise and a draft that is
set aside need nothing more.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.process import edit
from desktop_crm.process.codes import code_from
from desktop_crm.process.model import Ksf, Model
from desktop_crm.process.tables import KsfProposal, ModelVersion
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing

_NAME = 40  # characters of a name that is made of the customer's words


class State(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


@frozen
class Offered:
    """A proposal as a model takes it in: its id, the customer's words, and where they come from."""

    id: UUID
    words: str
    evidence: str


_HERE = Prepared(select(KsfProposal.id).where(KsfProposal.version_id == bindparam("version")))
# Those that a version which people work, or worked by, took in: a draft that began with it took nothing new.
_ELSEWHERE = Prepared(
    select(KsfProposal.id)
    .join(ModelVersion, ModelVersion.id == KsfProposal.version_id)
    .where(or_(*(ModelVersion.state == one for one in ("pilot", "published", "retired"))))
)
_TAKE = Prepared(
    update(KsfProposal)
    .where(KsfProposal.id == bindparam("proposal"))
    .values(
        state="taken",
        version_id=bindparam("version"),
        decided_by=bindparam("who"),
        decided_at=bindparam("at"),
        reason="",
    )
)
_RELEASE = Prepared(
    update(KsfProposal)
    .where(KsfProposal.id == bindparam("proposal"))
    .values(state="open", version_id=None, decided_by=None, decided_at=None)
)


def taken_in(model: Model, offered: Offered, *, name: str = "", ksf: str = "") -> Model:
    """Return the model with a proposal in it: as a new factor, or as evidence of the factor `ksf`.

    Args:
        name: of the new factor; empty: the beginning of the customer's words.

    Raises `Invalid` where the model has it already, or has no such factor.
    """
    there = holder(model, offered.id)
    if there is not None:
        raise Invalid(_("It is in the draft already, as “{name}”.").format(name=there.name))
    proposals = (str(offered.id),)
    if ksf:
        known: Ksf = edit.thing(model, "ksf", ksf)
        evidence = "; ".join(filter(None, (known.evidence, offered.evidence)))
        return edit.change(model, "ksf", ksf, evidence=evidence, proposals=(*known.proposals, *proposals))
    called = name.strip() or _short(offered.words)
    code = code_from(called, model.ksf, instead="ksf")
    new = Ksf(code, called, offered.words, "throughput", evidence=offered.evidence, proposals=proposals)
    return edit.add(model, "ksf", new)


def holder(model: Model, proposal: UUID) -> Ksf | None:
    """Return the factor that a proposal was taken into, or None."""
    return next((one for one in model.ksfs if str(proposal) in one.proposals), None)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _NAME else line[:_NAME].rpartition(" ")[0] or line[:_NAME]


def follow(work: Writing, version: UUID, model: Model) -> Changes:
    """Let the proposals know what a draft, as it is kept now, makes of them; return those that moved."""
    named = {UUID(one) for ksf in model.ksfs for one in ksf.proposals}
    here = {proposal for (proposal,) in work.rows(_HERE, version=version)}
    fresh = named - here
    if fresh:
        fresh -= {proposal for (proposal,) in work.rows(_ELSEWHERE)}
    gone = here - named
    for proposal in gone:
        work.run(_RELEASE, proposal=proposal)
    moved = {
        proposal
        for proposal in fresh  # one of another store's is not here
        if work.run(_TAKE, proposal=proposal, version=version, who=work.actor, at=work.now)
    }
    return Changes.of("proposal", *gone, *moved)


def release(work: Writing, version: UUID) -> Changes:
    """Let what a draft took in be open again, since it is set aside."""
    return follow(work, version, Model(""))

"""Use cases on proposals: what a customer said matters becomes a key success factor, or is declined with a reason.

Whoever serves customers may propose; the power over models decides. A front-office employee knows what customers
say, customers know better, and the process owner sets the norm.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, insert, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, ProposalId, VersionId, new_id
from desktop_crm.process.acts import words_given
from desktop_crm.process.draft_reads import DraftRow, draft_in_hand
from desktop_crm.process.drafting import DraftingService
from desktop_crm.process.proposals import State, holder, taken_in
from desktop_crm.process.reads import load_model, version_in_force
from desktop_crm.process.starter import starter_model
from desktop_crm.process.tables import KsfProposal
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads_proposals import ProposalRow, read_proposal, said_in

_PROPOSE = Prepared(insert(KsfProposal), [column.key for column in KsfProposal.__table__.columns])
_DECLINE = Prepared(
    update(KsfProposal)
    .where(KsfProposal.id == bindparam("proposal"))
    .values(
        state="declined",
        version_id=None,
        decided_by=bindparam("who"),
        decided_at=bindparam("at"),
        reason=bindparam("why"),
    )
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting came to: the code of the factor, in which version, and what changed."""

    ksf: str
    version: VersionId
    number: int
    changes: Changes


@dataclass(frozen=True)
class ProposingService:
    """Proposing key success factors, and deciding on them."""

    store: Store
    actor: Actor
    plans: Plans

    @use_case
    def propose(self, *, contact: ContactId, words: str = "", remark: str = "") -> Changes:
        """Propose as a key success factor what a customer said; the proposal's id is in the changes.

        Args:
            contact: in which they said it: its evidence.
            words: the customer's own; empty: what they asked in that contact, else what was noted of it.
            remark: what the proposer has to say of it.

        Raises `NotFound`, `Refused` for a contact with somebody else, `Conflict` for the same words once more.
        """
        said = words_given(remark, "remark", needed=False)
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, version_in_force(work, self.actor.id))
            found = said_in(work, self.plans, contact, self.actor.id)
            if not found.by_customer:
                raise Refused(_("Only a customer says what matters to customers; nothing was proposed."))
            own = words_given(words or found.words, "words")
            if own in (one.words for one in found.proposed):
                raise Conflict(_("You proposed this already; nothing was added."))
            made = ProposalId(new_id())
            work.run(
                _PROPOSE, id=made, customer_id=found.customer, contact_id=contact, words=own, remark=said,
                proposed_by=self.actor.id, proposed_at=work.now, state=State.OPEN.value, reason="",
            )  # fmt: skip
            return Changes.of("proposal", made)

    @use_case
    def accept(self, *, proposal: ProposalId, name: str = "", ksf: str = "") -> Accepted:
        """Take a proposal into the draft, which is begun where there is none.

        Args:
            name: of the new factor. `ksf`: the code of one that it becomes evidence of instead.

        Raises `Conflict` where a colleague holds the draft, `Invalid` where it stands there already.
        """
        offered = self._offered(proposal)
        drafting = DraftingService(self.store, self.actor)
        with self.store.read() as view:
            draft = draft_in_hand(view)
        if draft is None:
            drafting.begin_draft(starter_model())
        with self.store.read() as view:
            draft = _there(view)
            model = taken_in(load_model(view, draft.id), offered.offered, name=name, ksf=ksf)
        kept = drafting.keep_draft(version=draft.id, revision=draft.revision, model=model)
        taken = holder(model, proposal)
        assert taken is not None, "it was put there a moment ago"
        return Accepted(taken.code, draft.id, draft.number, kept.changes | Changes.of("model", draft.id))

    def _offered(self, proposal: ProposalId) -> ProposalRow:
        """Return a proposal, of whoever may decide on it."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.MODEL, version_in_force(view, self.actor.id))
            return read_proposal(view, self.plans, proposal)

    @use_case
    def decline(self, *, proposal: ProposalId, reason: str) -> Changes:
        """Decline a proposal; whoever proposed it reads why. Raises `Refused` where a version holds it."""
        why = words_given(reason, "reason")
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.MODEL, version_in_force(work, self.actor.id))
            found = read_proposal(work, self.plans, proposal)
            if found.standing:
                raise Refused(
                    _("It stands in version {number}, as “{name}”; nothing was changed.").format(
                        number=found.number, name=found.ksf
                    )
                )
            work.run(_DECLINE, proposal=proposal, who=self.actor.id, at=work.now, why=why)
            return Changes.of("proposal", proposal)


def _there(view: Reading) -> DraftRow:
    draft = draft_in_hand(view)
    if draft is None:
        raise Invalid(_("The draft was set aside meanwhile; nothing was changed. Try again."))
    return draft

"""Proposals of key success factors: from a contact to the draft, and back when the draft lets go of one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.ids import ContactId, CustomerId, ProposalId, new_id
from desktop_crm.customers.contacts import ContactService
from desktop_crm.customers.model import ContactEntry, Direction, Party
from desktop_crm.process import edit
from desktop_crm.process.draft_reads import DraftRow, draft_in_hand
from desktop_crm.process.drafting import DraftingService
from desktop_crm.process.model import Model
from desktop_crm.process.proposals import State, holder, taken_in
from desktop_crm.process.reads import load_model, published_version
from desktop_crm.process.service import ModelService
from desktop_crm.process.sketching import SketchingService
from desktop_crm.store.work import Store
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.merging import MergeService
from desktop_crm.workflow.proposing import ProposingService
from desktop_crm.workflow.reads_proposals import ProposalRow, Proposals, proposals_for
from tests.employees import employ
from tests.workflow.small_company import MODEL, Company, found

WORDS = "Tell me when it takes longer."


class Firm(Company):
    """The small company, and what its people propose."""

    def proposing(self, login: str) -> ProposingService:
        return ProposingService(self.store, self.people[login], self.plans)

    def drafting(self) -> DraftingService:
        return DraftingService(self.store, self.people["greet"])

    def contact(self, customer: str = "smit", *, text: str = WORDS, **more: object) -> ContactId:
        whose = self.customers[customer]
        entry = ContactEntry("telephone", Direction.IN, self.now, customer=whose, text=text)
        service = ContactService(self.store, self.people["anouk"], published_version)
        (made,) = service.add_contact(contact=entry._replace(**more)).ids("contact")  # type: ignore[arg-type]
        return ContactId(made)

    def proposed(self, login: str = "anouk", **more: str) -> ProposalId:
        return made(self.proposing(login).propose(contact=self.contact(), **more))

    def read(self, login: str) -> Proposals:
        with self.store.read() as view:
            return proposals_for(view, self.plans, self.people[login])

    def row(self, login: str = "greet") -> ProposalRow:
        (found,) = self.read(login).rows
        return found

    def draft(self) -> tuple[DraftRow, Model]:
        with self.store.read() as view:
            there = draft_in_hand(view)
            assert there is not None
            return there, load_model(view, there.id)

    def keep(self, model: Model) -> Changes:
        there, _model = self.draft()
        kept = self.drafting().keep_draft(version=there.id, revision=there.revision, model=model)
        return kept.changes


def made(changes: Changes) -> ProposalId:
    (one,) = changes.ids("proposal")
    return ProposalId(one)


@pytest.fixture
def firm(store: Store) -> Firm:
    company = found(store)
    return Firm(store, company.plans, company.people, company.customers)


def test_what_a_customer_said_becomes_a_factor_of_the_draft_with_its_evidence(firm: Firm) -> None:
    proposal = firm.proposed(remark="I hear this every week")
    assert firm.row("anouk").fate == "Nobody decided on it yet."

    done = firm.proposing("greet").accept(proposal=proposal, name="Told of delay")

    there, model = firm.draft()
    ksf = model.ksf[done.ksf]
    assert (ksf.name, ksf.text, ksf.proposals) == ("Told of delay", WORDS, (str(proposal),))
    assert ksf.evidence == "Telephone, 2026-11-23"
    row = firm.row("anouk")
    assert (row.state, row.number, row.decider) == (State.TAKEN, there.number, "Greet Mulder")
    assert row.fate == "Greet Mulder took it into draft 2, as “Told of delay”."
    assert done.changes.ids("proposal") == {proposal}


def test_everybody_reads_their_own_and_who_may_change_models_reads_all(firm: Firm) -> None:
    firm.proposed("anouk")
    firm.proposed("joost")
    assert [row.proposer for row in firm.read("anouk").rows] == ["Anouk Jansen"]
    assert not firm.read("anouk").decides
    assert [row.proposer for row in firm.read("greet").rows] == ["Joost van den Berg", "Anouk Jansen"]
    assert firm.read("greet").decides
    assert firm.read("tim").rows == ()


@pytest.mark.server_in_soak
def test_only_who_may_change_models_decides(firm: Firm) -> None:
    proposal = firm.proposed()
    with pytest.raises(Refused, match="model"):
        firm.proposing("anouk").accept(proposal=proposal)
    with pytest.raises(Refused, match="model"):
        firm.proposing("anouk").decline(proposal=proposal, reason="No")
    assert firm.row().state is State.OPEN


@pytest.mark.server_in_soak
def test_who_has_no_role_proposes_nothing(firm: Firm) -> None:
    contact = firm.contact()
    nobody = employ(firm.store, "nobody", "Nobody", ())
    with pytest.raises(Refused):
        ProposingService(firm.store, nobody, firm.plans).propose(contact=contact)


@pytest.mark.server_in_soak
def test_a_proposal_is_declined_with_a_reason_that_its_proposer_reads(firm: Firm) -> None:
    proposal = firm.proposed()
    with pytest.raises(Invalid):
        firm.proposing("greet").decline(proposal=proposal, reason="  ")
    firm.proposing("greet").decline(proposal=proposal, reason="We have it as “Promise”")
    assert firm.row("anouk").fate == "Greet Mulder declined it: “We have it as “Promise””"
    firm.proposing("greet").accept(proposal=proposal)  # thought better of
    assert (firm.row().state, firm.row().reason) == (State.TAKEN, "")


def test_taking_the_factor_out_again_leaves_the_proposal_open(firm: Firm) -> None:
    proposal = firm.proposed()
    code = firm.proposing("greet").accept(proposal=proposal).ksf
    _there, model = firm.draft()
    with pytest.raises(Refused, match="stands in version 2, as “Tell me when it takes"):
        firm.proposing("greet").decline(proposal=proposal, reason="No")
    with pytest.raises(Invalid, match="in the draft already"):
        firm.proposing("greet").accept(proposal=proposal)

    assert firm.keep(edit.rename(model, "ksf", code, "delays")).ids("proposal") == frozenset()
    assert (firm.row().state, firm.row().ksf_code) == (State.TAKEN, "delays")
    assert firm.keep(edit.remove(model, "ksf", code)).ids("proposal") == {proposal}
    assert (firm.row().state, firm.row().decider, firm.row().number) == (State.OPEN, "", 0)
    assert firm.keep(model).ids("proposal") == {proposal}  # done again
    assert firm.row().state is State.TAKEN


@pytest.mark.server_in_soak
def test_a_draft_that_is_set_aside_lets_go_of_what_it_took(firm: Firm) -> None:
    firm.proposing("greet").accept(proposal=firm.proposed())
    there, _model = firm.draft()
    firm.drafting().set_draft_aside(version=there.id)
    assert firm.row().state is State.OPEN


@pytest.mark.server_in_soak
def test_what_came_to_work_stays_with_the_version_that_brought_it(firm: Firm) -> None:
    proposal = firm.proposed()
    firm.proposing("greet").accept(proposal=proposal, ksf="kept")
    firm.keep(replace(firm.draft()[1], name="Third"))
    greet = ModelService(firm.store, firm.people["greet"])
    greet.publish(number=2)
    assert firm.row("anouk").fate == "It is at work since version 2, as “Promise”."

    firm.drafting().begin_draft(MODEL)
    _there, model = firm.draft()
    assert model.ksf["kept"].proposals == (str(proposal),)
    assert firm.keep(replace(model, name="Fourth")).ids("proposal") == frozenset()
    assert firm.row().number == 2
    greet.publish(number=3)
    assert firm.row().fate == "It came to work with version 2, as “Promise”."
    with pytest.raises(Invalid, match="already"):
        taken_in(model, firm.row().offered)


@pytest.mark.server_in_soak
def test_a_sketch_that_names_a_proposal_takes_it_in_when_it_becomes_the_draft(firm: Firm) -> None:
    proposal = firm.proposed()
    drawn = taken_in(MODEL, firm.row().offered)
    sketching = SketchingService(firm.store, firm.people["greet"])
    sketching.begin_sketch(drawn)
    assert firm.row().state is State.OPEN
    sketching.choose_sketch(number=2)
    assert firm.row().state is State.TAKEN
    assert holder(firm.draft()[1], proposal) is not None


@pytest.mark.server_in_soak
def test_a_second_proposal_becomes_evidence_of_a_factor_that_is_there(firm: Firm) -> None:
    first, second = firm.proposed(), firm.proposed("tim")
    code = firm.proposing("greet").accept(proposal=first).ksf
    firm.proposing("greet").accept(proposal=second, ksf=code)
    ksf = firm.draft()[1].ksf[code]
    assert ksf.proposals == (str(first), str(second))
    assert ksf.evidence == "Telephone, 2026-11-23; Telephone, 2026-11-23"


@pytest.mark.server_in_soak
def test_the_words_are_what_the_customer_asked_else_what_was_noted(firm: Firm) -> None:
    case = firm.claim(asks=("When do you come?",))
    (contact,) = map(ContactId, case.changes.ids("contact"))
    firm.proposing("anouk").propose(contact=contact)
    row = firm.row()
    assert (row.words, row.case) == ("When do you come?", case.case)
    assert row.offered.evidence.startswith("Telephone, 2026-11-23, case ")
    with pytest.raises(Conflict, match="already"):
        firm.proposing("anouk").propose(contact=contact)
    firm.proposing("tim").propose(contact=contact)  # two who hear the same are two


@pytest.mark.server_in_soak
def test_only_a_customer_says_what_matters_to_customers(firm: Firm) -> None:
    with pytest.raises(Refused, match="Only a customer"):
        firm.proposing("anouk").propose(contact=firm.contact(party=Party.INTERNAL, channel="colleague"))
    with pytest.raises(Invalid):
        firm.proposing("anouk").propose(contact=firm.contact(text=""))
    with pytest.raises(NotFound):
        firm.proposing("anouk").propose(contact=ContactId(new_id()))
    with pytest.raises(NotFound):
        firm.proposing("greet").decline(proposal=ProposalId(new_id()), reason="No")


def test_a_proposal_goes_where_its_contact_goes(firm: Firm) -> None:
    firm.proposed()
    merges = MergeService(Acting(firm.store, firm.people["anouk"], firm.plans))
    kept, gone = (CustomerId(firm.customers[one]) for one in ("vries", "smit"))
    (merge,) = merges.merge(kept=kept, others=[gone]).ids("merge")
    assert firm.row().customer == kept
    merges.unmerge(merge=merge)
    assert firm.row().customer == gone

    case = firm.claim(customer=None, asks=("Who are you?",))
    (contact,) = map(ContactId, case.changes.ids("contact"))
    firm.proposing("anouk").propose(contact=contact)
    assert firm.read("greet").rows[0].customer is None
    firm.desk("anouk").steering.identify(case=case.case, customer=gone)
    assert firm.read("greet").rows[0].customer == gone


@pytest.mark.server_in_soak
def test_a_colleague_s_draft_is_not_written_into(firm: Firm) -> None:
    proposal = firm.proposed()
    with firm.store.write(None) as work:
        work.connection.exec_driver_sql("UPDATE employee SET all_roles = true WHERE login = 'tim'")
    DraftingService(firm.store, firm.people["tim"]).begin_draft(MODEL)
    with pytest.raises(Conflict, match="Tim Visser has the draft"):
        firm.proposing("greet").accept(proposal=proposal)
    assert firm.row().state is State.OPEN

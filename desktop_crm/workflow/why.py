"""Why an employee may, or may not, do something: on a case, a step of it, or with a customer's field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_crm.access.check import grants, has_power
from desktop_crm.access.model import Actor, Catalogue, Verb
from desktop_crm.access.reads import EmployeeRow
from desktop_crm.access.why import (
    ACTS,
    OWN,
    Explanation,
    explain,
    in_words,
    may_ask,
    of_cell,
)
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId
from desktop_crm.process.reads import version_in_force
from desktop_crm.store.work import Reading
from desktop_crm.workflow.correcting import registering
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads_case import (
    CaseHead,
    ItemRow,
    Standing,
    read_head,
    read_item_rows,
    read_standing,
)
from desktop_crm.workflow.reads_find import find_case
from desktop_crm.workflow.states import LIVE, CaseStatus
from desktop_crm.workflow.taking_part import why_no_part

# Acts on a step that is open, or was; those that ask for a part in the case; those of its owner; those of everyone.
ON_STEP = (
    "complete", "do", "claim", "perform", "skip", "hand-over", "delegate-it", "release", "close", "give-back", "open",
)  # fmt: skip
BACK = ("back", "go-back")
BY_PART = ("pause", "resume", "conclude", "carry", "change-priority", "change-process")
BY_OWNER = ("cancel", "owner", "change-owner", "join")
BY_ALL = (
    "see", "read", "contact", "register-contact", "promise", "identify", "consult", "add", "add-activity", "reopen",
)  # fmt: skip
# An item is registered, and corrected, by those whose activities register it.
ON_ITEM = ("register", "correct")
ON_CASE = (*ON_STEP, *BACK, *BY_PART, *BY_OWNER, *BY_ALL)


def words() -> tuple[str, ...]:
    """Return all that may be asked about, in the order of the alphabet."""
    return tuple(sorted({*Verb, *ACTS, *OWN, *ON_CASE, *ON_ITEM}))


def explain_any(
    view: Reading,
    plans: Plans,
    asker: Actor,
    *,
    login: str,
    action: str,
    on: str,
    catalogue: Callable[[Reading], Catalogue],
) -> Explanation:
    """Return why the employee `login` may, or may not, do `action`.

    Args:
        on: the code of an activity, process or information item, the name of a screen, the number or id of a
            case, one of its steps as ``CASE/STEP`` or items as ``CASE/ITEM``; empty for powers.

    Raises what `access.why.explain` raises.
    """
    word = in_words(action)
    known = catalogue(view)
    if word in ON_ITEM:
        return _registering(view, plans, may_ask(view, asker, login, known.version), on, known)
    if word in ON_CASE and on and not _is_code(known, word, on):
        named, _slash, step = on.partition("/")
        item = None if step or word not in BY_ALL else _item(view, plans, asker, login, on, known)
        if item is not None:
            return item
        whose = may_ask(view, asker, login, known.version)
        return _on_case(view, plans, whose, word, _case(view, named, on), step)
    if word in (*BY_PART, *BY_OWNER, *BY_ALL) and word not in ACTS and not on:
        raise Invalid(_("Say of which case; give its number."), where="on")
    return explain(view, asker, login=login, action=action, on=on, catalogue=catalogue)


def _is_code(known: Catalogue, word: str, on: str) -> bool:
    if word == "open" and not any(sign.isdigit() for sign in on):  # a case has a number, a screen has a name
        return True
    return on in known.activities or on in known.processes


def _case(view: Reading, named: str, on: str) -> CaseId:
    try:
        return find_case(view, named)
    except NotFound:
        raise NotFound(
            _("“{on}” is no activity, process, information item or case; check its code or number.").format(
                on=on
            )
        ) from None


def _item(
    view: Reading, plans: Plans, asker: Actor, login: str, code: str, known: Catalogue
) -> Explanation | None:
    """Return why a customer's field may be read; None where `code` is no information item."""
    if known.version is None:
        return None
    plan = plans.of(view, known.version)
    item = plan.model.item.get(code)
    if item is None:
        return None
    whose = may_ask(view, asker, login, known.version)
    if not has_power(view, whose.actor, Verb.SERVE, known.version):
        return _told(
            False, _("{who} may not read “{item}”: they serve no customers."), whose, plan, item.name
        )
    if not item.sensitive:
        return _told(
            True,
            _("{who} may read “{item}”: version {version} of the model does not mark it as sensitive."),
            whose,
            plan,
            item.name,
        )
    standing = read_standing(view, whose.id, plan.version)
    may = standing.may_see(plan, item)
    using = [
        plan.activities[use.activity].spec.name
        for use in plan.model.uses
        if use.item == code and (not may or standing.all_roles or use.activity in standing.activities)
    ]
    sentence = (
        _("{who} may read “{item}”, which is sensitive: they do {cells} in version {version} of the model.")
        if may
        else _(
            "{who} may not read “{item}”: it is sensitive, and in version {version} of the model only {cells} "
            "uses it, which {who} is not responsible for."
        )
    )
    cells = _(" or ").join(f"“{name}”" for name in dict.fromkeys(using)) or _("nothing")
    return _told(may, sentence, whose, plan, item.name, cells)


def _told(
    may: bool, sentence: str, whose: EmployeeRow, plan: Plan, item: str, cells: str = ""
) -> Explanation:
    words = sentence.format(who=whose.name, item=item, version=plan.number, cells=cells)
    return Explanation(may, words, "", plan.number)


def _on_case(
    view: Reading, plans: Plans, whose: EmployeeRow, word: str, case: CaseId, step: str
) -> Explanation:
    head = read_head(view, case)
    plan = plans.of(view, head.version)
    rows = read_item_rows(view, case)
    if word in BACK:
        return _back(view, plan, whose, head, step)
    if word in ON_STEP:
        cell = _on_steps(view, plan, whose, head, [row for row in rows if row.state in LIVE], step)
        return _handed_over(view, whose, plan, head, cell) if word == "hand-over" else cell
    standing = read_standing(view, whose.id, head.version)
    if not has_power(view, whose.actor, Verb.SERVE, version_in_force(view, whose.id)):
        return _of_case(
            False, _("{who} may do nothing with case {number}: they have no role."), whose, plan, head
        )
    if word in BY_ALL:
        return _of_case(
            True, _("{who} may, in case {number}: everyone who serves customers may."), whose, plan, head
        )
    if word in BY_OWNER:
        return _by_owner(view, whose, plan, head)
    why = why_no_part(view, plans, plan, whose.actor, head, rows, standing)
    if why:
        return Explanation(False, why, "", plan.number)
    return _of_case(True, _part(whose, head, rows, standing), whose, plan, head)


def _part(whose: EmployeeRow, head: CaseHead, rows: tuple[ItemRow, ...], standing: Standing) -> str:
    if head.owner == whose.id:
        return _("{who} may, in case {number}: they own it.")
    if any(row.state in LIVE and (row.holder == whose.id or standing.may_do(row)) for row in rows):
        return _("{who} may, in case {number}: they answer for a step of it that is open.")
    return _("{who} may, in case {number}: a supervisor may in any.")


def _by_owner(view: Reading, whose: EmployeeRow, plan: Plan, head: CaseHead) -> Explanation:
    if head.owner == whose.id:
        return _of_case(True, _("{who} may, in case {number}: they own it."), whose, plan, head)
    if has_power(view, whose.actor, Verb.SUPERVISE, version_in_force(view, whose.id)):
        return _of_case(True, _("{who} may, in case {number}: a supervisor may in any."), whose, plan, head)
    sentence = _("{who} may not, in case {number}: {owner} owns it, and {who} does not supervise.")
    return _of_case(False, sentence, whose, plan, head)


def _of_case(may: bool, sentence: str, whose: EmployeeRow, plan: Plan, head: CaseHead) -> Explanation:
    words = sentence.format(who=whose.name, number=head.number, owner=head.owner_name)
    return Explanation(may, words, "", plan.number)


def _on_steps(
    view: Reading, plan: Plan, whose: EmployeeRow, head: CaseHead, live: list[ItemRow], step: str
) -> Explanation:
    """Return what the cells of the case's own version say of its open steps, and who has them in hand."""
    wanted = [row for row in live if step in ("", row.step, row.activity)]
    if not wanted:
        sentence = (
            _("{who} may not: no such step of case {number} is open.")
            if head.status is CaseStatus.RUNNING
            else _("{who} may not: case {number} has ended, and no step of it is open.")
        )
        return _of_case(False, sentence, whose, plan, head)
    known = _words_of(plan)
    found = [_on_step(view, plan, known, whose, row) for row in wanted]
    through = next((one for one in found if one.may), found[0])
    return Explanation(through.may, " ".join(one.sentence for one in found), through.role, plan.number)


def _handed_over(
    view: Reading, whose: EmployeeRow, plan: Plan, head: CaseHead, cell: Explanation
) -> Explanation:
    """Return why a step may be handed over: by its cell, or by a supervisor whosever it is."""
    if cell.may or not has_power(view, whose.actor, Verb.SUPERVISE, version_in_force(view, whose.id)):
        return cell
    return _of_case(True, _("{who} may, in case {number}: a supervisor may in any."), whose, plan, head)


def _back(view: Reading, plan: Plan, whose: EmployeeRow, head: CaseHead, step: str) -> Explanation:
    """Return why a case may go back to one of its steps: by the cell of what is done there."""
    found = plan.processes[head.process].steps.get(step)
    if found is None or found.activity is None:
        raise Invalid(_("Say to which step of the case, as CASE/STEP."), where="on")
    return of_cell(view, whose, Verb.PERFORM, found.activity.spec.code, _words_of(plan))


def _registering(view: Reading, plans: Plans, whose: EmployeeRow, on: str, known: Catalogue) -> Explanation:
    """Return why an item may be registered, or corrected: by the cells of the activities that register it."""
    named, _slash, code = on.rpartition("/")
    version = read_head(view, _case(view, named, on)).version if named else known.version
    plan = plans.of(view, version) if version is not None else None
    item = plan.model.item.get(code) if plan is not None else None
    if plan is None or item is None:
        raise NotFound(_("“{on}” is no information item; give its code, or CASE/ITEM.").format(on=on))
    activities = registering(plan, code)
    if not activities:
        told = _("{who} may not: in version {version} of the model no activity registers “{item}”.")
        return _told(False, told, whose, plan, item.name)
    cells = [of_cell(view, whose, Verb.PERFORM, one.spec.code, _words_of(plan)) for one in activities]
    place = next((at for at, cell in enumerate(cells) if cell.may), 0)
    words = _("“{activity}” registers “{item}”. {cell}").format(
        activity=activities[place].spec.name, item=item.name, cell=cells[place].sentence
    )
    return replace(cells[place], sentence=words)


def _on_step(view: Reading, plan: Plan, known: Catalogue, whose: EmployeeRow, row: ItemRow) -> Explanation:
    cell = of_cell(view, whose, Verb.PERFORM, row.activity, known)
    received = grants(view, whose.actor, Verb.RECEIVE, row.activity, plan.version)
    came = row.holder == whose.id or row.role in {grant.role for grant in received}
    if not cell.may and received and came:
        cell = of_cell(view, whose, Verb.RECEIVE, row.activity, known)
    if cell.may and row.holder not in (None, whose.id):
        sentence = cell.sentence + " " + _("But {holder} has it in hand.").format(holder=row.holder_name)
        return Explanation(False, sentence, cell.role, plan.number)
    return cell


def _words_of(plan: Plan) -> Catalogue:
    return Catalogue(
        plan.version,
        plan.number,
        roles={one.code: one.name for one in plan.model.roles},
        activities={one.code: one.name for one in plan.model.activities},
        processes={one.code: one.name for one in plan.model.processes},
    )

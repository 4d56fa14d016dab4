"""Why an employee may, or may not, do something: the cell of the matrix in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.access.check import grants, has_power
from desktop_crm.access.model import POWERS, Actor, Catalogue, Grant, Verb
from desktop_crm.access.reads import EmployeeRow, employee
from desktop_crm.access.tables import AccessRight
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_HOLDERS = Prepared(
    select(AccessRight.role)
    .where(
        AccessRight.version_id == bindparam("version"),
        AccessRight.verb == bindparam("verb"),
        AccessRight.object_code == bindparam("target"),
    )
    .order_by(AccessRight.position)
)
# What people call what they want to do, each with the verb or power that it asks for. Every verb of every service
# stands here or among the acts on cases (`workflow.why`); a test looks for those that don't.
_ASKS: dict[Verb, tuple[str, ...]] = {
    Verb.PERFORM: (
        "complete", "do", "claim", "release", "close", "give-back", "hand-over", "delegate-it",
        "skip", "back", "go-back",
    ),
    Verb.RECEIVE: ("delegate",),
    Verb.INFORM: ("see",),
    Verb.START: ("start-case",),
    Verb.SERVE: (
        "sketch", "begin-sketch", "remark", "propose", "contact", "add-contact", "add-customer",
        "change-customer", "give-owner", "add-contact-point", "remove-contact-point", "add-address",
        "remove-address", "relate", "unrelate", "register-consent", "take-consent-back",
        "remove-identifier", "plan-contact", "cancel-plan",
        "merge", "unmerge", "belongs-to", "tell-apart", "doubt-again", "find-duplicates",
        "take-next", "edit", "page", "take-out", "unseen-notes", "add-document", "add-tag", "remove-tag",
        "register-statement", "take-statement-back", "look", "plan", "send", "begin",
        "be-away", "come-back", "absences", "planned", "ask", "answer", "pulse",
    ),
    Verb.MODEL: (
        "draft", "begin-draft", "keep-draft", "take-over-draft", "set-draft-aside", "import-model",
        "choose", "choose-sketch", "name-sponsor", "state-success", "pilot", "publish", "withdraw",
        "accept", "decline",
    ),
    Verb.APPROVE: ("send-back",),
    Verb.SUPERVISE: (
        "reassign", "hand-over-portfolio", "tiles", "times", "cases", "case-behind", "parts", "follow", "fewest",
        "promises", "write-note", "figures", "logs",
        "stated", "stated-cases", "care", "care-behind", "process-cases", "cases-behind",
    ),
    Verb.ADMINISTER: (
        "add-employee", "give-role", "change-roles", "disable", "enable", "reset-password",
        "keep-portfolios", "lock-after", "state-period", "set-fewest", "set-quarters",
    ),
    Verb.IMPORT: (
        "take-trades", "try-trades", "import-customers", "take-in", "try-out", "undo-import", "remember-layout",
        "keep-log", "remove-log",
    ),
    Verb.EXPORT: ("export-customers", "export-log"),
    Verb.DISCLOSE: ("tell", "record", "export-person", "periods", "keep-journal", "overrides"),
    Verb.ERASE: (
        "before-erasing", "erase-person", "erase-past", "postpone", "how-many", "to-erase-again", "erase-again",
    ),
}  # fmt: skip
ACTS: dict[str, Verb] = {word: verb for verb, words in _ASKS.items() for word in words}
# What everybody may who works here, for themselves alone.
OWN = ("log-in", "change-password", "save", "discard")
# Which power opens a screen; a case and an activity open by the cells of their version.
SCREENS = {
    "desk": Verb.SERVE,
    "customers": Verb.SERVE,
    "model": Verb.MODEL,
    "queues": Verb.SUPERVISE,
    "employees": Verb.ADMINISTER,
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to *why*: may they, in a sentence, through which role of which version of the model."""

    may: bool
    sentence: str
    role: str
    version: int | None


def explain(
    view: Reading,
    asker: Actor,
    *,
    login: str,
    action: str,
    on: str,
    catalogue: Callable[[Reading], Catalogue],
) -> Explanation:
    """Return why the employee `login` may, or may not, do `action` on an activity or process.

    Args:
        action: ``perform``, ``start``, ``receive``, ``inform``, an everyday name of these, a power, or ``open``.
        on: the code of the activity or process, the name of a screen to open; empty for powers.
        catalogue: what the model in force for `login` calls its things.

    Raises `Refused` unless the asker asks about themself, administers or supervises; `Invalid` for a verb
    or code that isn't there, `NotFound` for an unknown log-in.
    """
    known = catalogue(view)
    whose = may_ask(view, asker, login, known.version)
    word = in_words(action)
    if word in OWN:
        return _own(whose, known)
    verb = _screen(on) if word == "open" else _verb(word)
    if verb is Verb.APPROVE and not has_power(view, whose.actor, verb, known.version):
        verb = Verb.MODEL  # who may model may screen too
    if verb in POWERS or verb is Verb.SERVE:
        return _of_power(view, whose, verb, known)
    return of_cell(view, whose, verb, on, known)


def may_ask(view: Reading, asker: Actor, login: str, version: UUID | None) -> EmployeeRow:
    """Return the employee `login`; raise `Refused` unless it is the asker, or they supervise or administer."""
    whose = employee(view, login)
    if whose.id != asker.id and not any(
        has_power(view, asker, power, version) for power in (Verb.ADMINISTER, Verb.SUPERVISE)
    ):
        raise Refused(_("Only supervisors and administrators may ask this about others."))
    return whose


def _screen(name: str) -> Verb:
    found = SCREENS.get(name.strip().casefold())
    if found is None:
        raise Invalid(
            _("“{name}” is no screen; it is one of: {names}.").format(name=name, names=", ".join(SCREENS)),
            where="on",
        )
    return found


def in_words(action: str) -> str:
    """Return an action as the tables of this room and of the next have it."""
    return action.strip().casefold().replace("_", "-").replace(" ", "-")


def _verb(word: str) -> Verb:
    if word in ACTS:
        return ACTS[word]
    try:
        return Verb(word)
    except ValueError:
        words = ", ".join(["open", *Verb, *ACTS, *OWN])
        raise Invalid(
            _("“{action}” is no action; it is one of: {words}.").format(action=word, words=words),
            where="action",
        ) from None


def _own(whose: EmployeeRow, known: Catalogue) -> Explanation:
    if not whose.active:
        return Explanation(False, _disabled(whose), "", known.number)
    sentence = _("{who} may: everybody who works here may, for themselves alone.")
    return Explanation(True, sentence.format(who=whose.name), "", known.number)


def _of_power(view: Reading, whose: EmployeeRow, verb: Verb, known: Catalogue) -> Explanation:
    may = has_power(view, whose.actor, verb, known.version)
    if not whose.active:
        return Explanation(False, _disabled(whose), "", known.number)
    if may and whose.all_roles:
        sentence = _("{who} holds the power “{power}”: as an administrator, with all roles.")
        return Explanation(True, sentence.format(who=whose.name, power=verb.value), "", known.number)
    if verb is Verb.SERVE:
        sentence = (
            _("{who} may serve customers: everyone with a role may.")
            if may
            else _("{who} may not serve customers: they have no role.")
        )
        return Explanation(may, sentence.format(who=whose.name), "", known.number)
    holders = _holders(view, verb, "", known)
    through = [role for role in holders if role in whose.roles] if may else []
    sentence = (
        _("{who} holds the power “{power}”: the role {roles} has it in version {version} of the model.")
        if may
        else _("{who} does not hold the power “{power}”: in version {version} of the model {roles} has it.")
    )
    shown = sentence.format(
        who=whose.name, power=verb.value, roles=_names(known, through or holders), version=known.number
    )
    return Explanation(may, shown, through[0] if through else "", known.number)


def of_cell(view: Reading, whose: EmployeeRow, verb: Verb, on: str, known: Catalogue) -> Explanation:
    """Return what a cell of the responsibility matrix says of an employee, in the version of `known`."""
    things = known.processes if verb is Verb.START else known.activities
    if known.version is None:
        return Explanation(
            False, _("No process model is published, so nobody has anything to do yet."), "", None
        )
    if on not in things:
        kind = _("process") if verb is Verb.START else _("activity")
        raise Invalid(
            _("There is no {kind} “{code}” in version {version} of the model.").format(
                kind=kind, code=on, version=known.number
            ),
            where="on",
        )
    if not whose.active:
        return Explanation(False, _disabled(whose), "", known.number)
    found = grants(view, whose.actor, verb, on, known.version)
    held = [grant for grant in found if grant.role in whose.roles] or list(found)
    if not held:
        return Explanation(False, _may_not(view, whose, verb, on, known, things[on]), "", known.number)
    return Explanation(True, _may(whose, verb, known, things[on], held), held[0].role, known.number)


_MAY = {
    Verb.PERFORM: lambda: _(
        "{who} may complete “{thing}”: {role} is responsible for it in version {version}"
    ),
    Verb.RECEIVE: lambda: _("{who} may be delegated “{thing}”: {role} may receive it in version {version}"),
    Verb.INFORM: lambda: _("{who} is informed of “{thing}”: {role} is in version {version}"),
    Verb.START: lambda: _(
        "{who} may start “{thing}”: {role} is responsible for its beginning in version {version}"
    ),
}
_MAY_NOT = {
    Verb.PERFORM: lambda: _(
        "{who} may not complete “{thing}”: in version {version} of the model {roles} is responsible"
    ),
    Verb.RECEIVE: lambda: _(
        "{who} may not be delegated “{thing}”: in version {version} of the model {roles} may receive it"
    ),
    Verb.INFORM: lambda: _(
        "{who} is not informed of “{thing}”: in version {version} of the model {roles} is"
    ),
    Verb.START: lambda: _(
        "{who} may not start “{thing}”: in version {version} of the model {roles} begins it"
    ),
}


def _may(whose: EmployeeRow, verb: Verb, known: Catalogue, thing: str, held: list[Grant]) -> str:
    grant = held[0]
    role = _("the role {role}").format(role=known.roles.get(grant.role, grant.role))
    if whose.all_roles and grant.role not in whose.roles:
        role = _("they have all roles, and {role}").format(role=role)
    sentence = _MAY[verb]().format(who=whose.name, thing=thing, role=role, version=known.number)
    sentence += _(" of the model")
    if grant.limits:
        limits = _(" and ").join(
            " ".join((item, operator, *values)) for item, operator, *values in grant.limits
        )
        sentence += _(", within its authority: {limits}").format(limits=limits)
    return sentence + "."


def _may_not(view: Reading, whose: EmployeeRow, verb: Verb, on: str, known: Catalogue, thing: str) -> str:
    holders = _holders(view, verb, on, known)
    sentence = _MAY_NOT[verb]().format(
        who=whose.name, thing=thing, version=known.number, roles=_names(known, holders)
    )
    has = _names(known, whose.roles) if whose.roles else _("no role")
    return sentence + _(", and {who} has {roles}.").format(who=whose.name, roles=has)


def _holders(view: Reading, verb: Verb, target: str, known: Catalogue) -> list[str]:
    found = view.rows(_HOLDERS, version=known.version, verb=str(verb), target=target) if known.version else []
    return list(dict.fromkeys(role for (role,) in found))


def _names(known: Catalogue, roles: Iterable[str]) -> str:
    names = [known.roles.get(role, role) for role in roles]
    return _(" or ").join(names) if names else _("nobody")


def _disabled(whose: EmployeeRow) -> str:
    return _("{who} may do nothing: the account is disabled.").format(who=whose.name)

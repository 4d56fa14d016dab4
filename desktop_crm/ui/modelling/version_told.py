"""A version in words: what was done with it and said of it, what it shall achieve, what came of it, what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.process.acts import Kind
from desktop_crm.process.differences import Difference, differences
from desktop_crm.process.reads import VersionRow, load_model, published_version, version_in_force, versions
from desktop_crm.process.screening_findings import check_screening
from desktop_crm.process.side_by_side import ViewRow, side_by_side
from desktop_crm.process.standing import Standing, standing_of
from desktop_crm.store.work import Reading
from desktop_crm.ui import wording
from desktop_crm.ui.modelling.version_acts import Rights
from desktop_crm.workflow.reads_results import Results, results_of


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list, with whose it is and when something was last done with it."""

    row: VersionRow
    holder: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """All versions, and the one that is looked at.

    Attributes:
        differences: from the published version; of the sketches together in `views`, whose columns are `sketches`.
        names: what the version calls its key success factors; `roles`: its roles.
    """

    rights: Rights
    lines: tuple[VersionLine, ...]
    standing: Standing | None
    results: Results | None
    differences: tuple[Difference, ...]
    sketches: tuple[Standing, ...]
    views: tuple[ViewRow, ...]
    names: dict[str, str]
    roles: dict[str, str]


def read_told(view: Reading, who: Actor, chosen: int | None) -> Told:
    """Return all versions, the one with number `chosen`, else the newest at work or worked on, in detail."""
    in_force = version_in_force(view, who.id)
    models, serves = (has_power(view, who, power, in_force) for power in (Verb.MODEL, Verb.SERVE))
    screens = models or has_power(view, who, Verb.APPROVE, in_force)
    rights = Rights(models, screens, serves)
    rows = versions(view) if serves or models else []
    known = {row.number: standing_of(view, row.id, in_force) for row in rows}
    lines = tuple(
        VersionLine(row, known[row.number].holder, _latest(known[row.number])) for row in reversed(rows)
    )
    standing = known.get(chosen) if chosen is not None else None
    standing = standing or next(iter(known[line.row.number] for line in lines), None)
    if standing is None:
        return Told(rights, lines, None, None, (), (), (), {}, {})
    published = published_version(view)
    base = load_model(view, published) if published is not None else None
    model = load_model(view, standing.id)
    sketches = tuple(one for one in known.values() if one.state == "sketch")
    together = standing.state == "sketch" and base is not None and len(sketches) > 1
    return Told(
        rights,
        lines,
        standing,
        results_of(view, standing.id),
        differences(base, model) if base is not None else (),
        sketches if together else (),
        side_by_side(base, [load_model(view, one.id) for one in sketches]) if together and base else (),
        {one.code: one.name for one in model.ksfs},
        {one.code: one.name for one in model.roles},
    )


def _latest(standing: Standing) -> datetime:
    return standing.acts[-1].at if standing.acts else standing.published_at or standing.made_at


def state_name(state: str) -> str:
    """Return what people call the state of a version."""
    return {
        "sketch": _("sketch"),
        "draft": _("draft"),
        "pilot": _("tried by a team"),
        "published": _("in use"),
        "retired": _("before"),
        "withdrawn": _("withdrawn"),
        "discarded": _("set aside"),
    }[state]


def act_name(kind: Kind) -> str:
    """Return what was done, as it follows who did it."""
    return {
        Kind.BEGUN: _("began it"),
        Kind.CHANGED: _("changed it"),
        Kind.CHOSEN: _("made it the draft"),
        Kind.SPONSOR: _("named the sponsor"),
        Kind.SUCCESS: _("stated success of"),
        Kind.APPROVED: _("approved it"),
        Kind.SENT_BACK: _("sent it back"),
        Kind.PILOT: _("let a team try it"),
        Kind.PUBLISHED: _("published it"),
        Kind.WITHDRAWN: _("withdrew it"),
        Kind.SET_ASIDE: _("gave it up"),
        Kind.REMARK: _("says"),
    }[kind]


def lacking(standing: Standing) -> tuple[str, ...]:
    """Return in sentences what a draft still lacks."""
    return tuple(one.sentence for one in check_screening(standing))


def success_lines(told: Told) -> Iterator[str]:
    """Yield for each stated aim what was, what shall be, and what happened so far."""
    standing, results = told.standing, told.results
    if standing is None or results is None:
        return
    for line in standing.success:
        result = results.ksfs.get(line.ksf)
        was = _("not measured") if line.baseline is None else f"{line.baseline:.0%}"
        so_far = f"{result.share:.0%} ({result.met + result.missed})" if result else _("nothing yet")
        name = told.names.get(line.ksf, line.ksf)
        yield _("{ksf}: was {was}, shall be {aim}; so far {so_far}").format(
            ksf=name, was=was, aim=f"{line.aim:.0%}", so_far=so_far
        )
    if results.cases:
        cases = ngettext("{count} case began under it", "{count} cases began under it", results.cases)
        yield cases.format(count=results.cases) + "."
    if results.withheld:
        yield _("What so few achieved is theirs; figures are shown once five have worked by it.")


def team_words(told: Told) -> str:
    """Return who tries the version first, or tried it; empty where nobody did."""
    team = told.standing.team if told.standing is not None else ()
    return ", ".join(one.name or told.roles.get(one.role, one.role) for one in team)


def history_lines(told: Told, now: datetime) -> Iterator[str]:
    """Yield what was done with the version, oldest first; `now` is an aware instant."""
    for one in told.standing.acts if told.standing is not None else ():
        words = f"{wording.when(one.at, now)} · {one.name} {act_name(one.kind)}"
        said = told.names.get(one.remarks, one.remarks) if one.kind is Kind.SUCCESS else one.remarks
        yield f"{words}: “{said}”" if said else words

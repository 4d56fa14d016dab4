"""`model`: sketches, screening, what success shall mean, the team that tries a version first, remarks."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.output import give
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.process.model import Model
    from desktop_crm.process.standing import Standing
    from desktop_crm.store.work import Reading
    from desktop_crm.workflow.reads_results import Results

Run = Callable[[argparse.Namespace], Any]


def add_version_verbs(verbs: SubParsers) -> None:
    """Add what is done with versions before and after they are published."""
    _add_sketching(verbs)
    _add_screening(verbs)
    pilot = _add(verbs, "pilot", _("let a team try a draft before all others work by it"), _pilot)
    _version(pilot, _("else the newest draft"))
    pilot.add_argument(
        "--employee", action="append", default=[], metavar="LOGIN", help=_("who tries it; may be repeated")
    )
    pilot.add_argument(
        "--role", action="append", default=[], metavar="CODE", help=_("all who hold a role; may be repeated")
    )
    remark = _add(verbs, "remark", _("say how it is to work by a version that is tried or in use"), _remark)
    remark.add_argument("text", metavar="TEXT")
    remark.add_argument("--version", dest="number", metavar="N", type=int, help=_("else the one you work by"))
    stands = _add(
        verbs, "standing", _("who did what with a version, what it shall achieve, what came of it"), _stands
    )
    _version(stands, _("else the draft, the one that is tried, or the published one"))


def _add_sketching(verbs: SubParsers) -> None:
    sketch = _add(verbs, "sketch", _("keep your own view of how the work runs"), _sketch)
    sketch.add_argument("file", metavar="FILE", nargs="?", help=_("else a copy of the version at work"))
    compare = _add(verbs, "compare", _("lay versions side by side: how each differs, in words"), _compare)
    compare.add_argument("numbers", metavar="VERSION", nargs="+", type=int)
    compare.add_argument("--with", dest="base", metavar="N", type=int, help=_("else the published one"))
    choose = _add(verbs, "choose", _("make a sketch the draft"), _choose)
    choose.add_argument("number", metavar="VERSION", type=int)
    choose.add_argument("--why", metavar="TEXT", default="")
    aside = _add(
        verbs, "set-aside", _("give up the draft, or a sketch of yours; it stays readable"), _set_aside
    )
    _version(aside, _("else the draft"))


def _add_screening(verbs: SubParsers) -> None:
    sponsor = _add(verbs, "sponsor", _("name who of general management stands for a draft"), _sponsor)
    sponsor.add_argument("name", metavar="NAME")
    sponsor.add_argument("--version", dest="number", metavar="N", type=int, help=_("else the newest draft"))
    success = _add(verbs, "success", _("state what success of a draft shall mean"), _success)
    success.add_argument("ksf", metavar="KSF")
    success.add_argument("--aim", metavar="SHARE", required=True, help=_("0.95 or 95%%"))
    success.add_argument("--baseline", metavar="SHARE", help=_("else what the published version achieved"))
    success.add_argument("--version", dest="number", metavar="N", type=int, help=_("else the newest draft"))
    for name, words, run, needed in (
        ("approve", _("let a draft that others drafted be put to work"), _approve, False),
        ("send-back", _("say what has to change in a draft first"), _send_back, True),
    ):
        verb = _add(verbs, name, words, run)
        _version(verb, _("else the newest draft"))
        verb.add_argument("--remarks", metavar="TEXT", default="", required=needed)


def _add(verbs: SubParsers, name: str, words: str, run: Run) -> Any:
    return add_command(verbs, name, words, run)


def _version(parser: Any, otherwise: str) -> None:
    parser.add_argument("number", metavar="VERSION", nargs="?", type=int, help=otherwise)


def newest(view: Reading, *states: str) -> int:
    """Return the number of the newest version in the first of these states that any is in."""
    from desktop_crm.process.reads import versions

    known = versions(view)
    for state in states:
        found = [one.number for one in known if one.state == state]
        if found:
            return found[-1]
    raise NotFound(_("No version of the model is a {state}; nothing was changed.").format(state=states[-1]))


def _number(args: argparse.Namespace, at: Desk, *states: str) -> int:
    if args.number is not None:
        return int(args.number)
    with at.store.read() as view:
        return newest(view, *states)


def _sketch(args: argparse.Namespace) -> None:
    from desktop_crm.cli.model_files import read_model
    from desktop_crm.process.reads import version_number
    from desktop_crm.process.starter import starter_model

    model = None if args.file is None else read_model(args.file)
    with desk(args) as at:
        version = at.sketching.begin_sketch(model, starter=starter_model())
        with at.store.read() as view:
            number = version_number(view, version)
    document = {"id": version, "version": number, "state": "sketch"}
    give(args, document, [_("Your view is kept as sketch {number}.").format(number=number)])


def _compare(args: argparse.Namespace) -> None:
    from desktop_crm.process.reads import load_model, version_by_number
    from desktop_crm.process.side_by_side import side_by_side

    with desk(args) as at, at.store.read() as view:

        def model(number: int) -> Model:
            version = version_by_number(view, number)
            if version is None:
                raise NotFound(_("There is no version {number} of the model.").format(number=number))
            return load_model(view, version)

        base = args.base if args.base is not None else newest(view, "published")
        rows = side_by_side(model(base), [model(number) for number in args.numbers])
    document = {
        "with": base,
        "versions": args.numbers,
        "places": [{"place": row.place, "agreed": row.agreed, "views": row.views} for row in rows],
    }
    lines = [
        line
        for row in rows
        for line in (
            f"{row.place}:",
            *(
                f"  {number:>4}  {' '.join(said) or _('as it was')}"
                for number, said in zip(args.numbers, row.views, strict=True)
            ),
        )
    ]
    give(args, document, lines or [_("They are the same.")])


def _choose(args: argparse.Namespace) -> None:
    with desk(args) as at:
        at.sketching.choose_sketch(number=args.number, why=args.why)
    _told(args, args.number, "draft", _("Sketch {number} is the draft now."))


def _set_aside(args: argparse.Namespace) -> None:
    from desktop_crm.process.reads import version_by_number

    with desk(args) as at:
        number = _number(args, at, "draft")
        with at.store.read() as view:
            version = version_by_number(view, number)
        if version is None:
            raise NotFound(_("There is no version {number} of the model.").format(number=number))
        at.drafting.set_draft_aside(version=version)
    _told(args, number, "discarded", _("Version {number} is set aside; it stays readable."))


def _sponsor(args: argparse.Namespace) -> None:
    with desk(args) as at:
        number = _number(args, at, "draft")
        at.screening.name_sponsor(number=number, name=args.name)
    give(
        args,
        {"version": number, "sponsor": args.name.strip()},
        [_("{name} stands for version {number}.").format(name=args.name.strip(), number=number)],
    )


def _success(args: argparse.Namespace) -> None:
    from desktop_crm.process.screening import share_given
    from desktop_crm.workflow.reads_results import achieved

    aim = share_given(args.aim, "--aim")
    with desk(args) as at:
        number = _number(args, at, "draft")
        if args.baseline is not None:
            baseline: float | None = share_given(args.baseline, "--baseline")
        else:
            with at.store.read() as view:
                baseline = achieved(view, args.ksf)
        at.screening.state_success(number=number, ksf=args.ksf, baseline=baseline, aim=aim)
    give(
        args,
        {"version": number, "ksf": args.ksf, "baseline": baseline, "aim": aim},
        [_aim_line(args.ksf, baseline, aim)],
    )


def _aim_line(ksf: str, baseline: float | None, aim: float) -> str:
    was = _("not measured") if baseline is None else f"{baseline:.1%}"
    return _("{ksf}: {was} → {aim}").format(ksf=ksf, was=was, aim=f"{aim:.1%}")


def _approve(args: argparse.Namespace) -> None:
    with desk(args) as at:
        number = _number(args, at, "draft")
        at.screening.approve(number=number, remarks=args.remarks)
    _told(args, number, "approved", _("Version {number} is approved and may be published."))


def _send_back(args: argparse.Namespace) -> None:
    with desk(args) as at:
        number = _number(args, at, "draft")
        at.screening.send_back(number=number, remarks=args.remarks)
    _told(args, number, "sent_back", _("Version {number} is sent back to those who drafted it."))


def _pilot(args: argparse.Namespace) -> None:
    with desk(args) as at:
        number = _number(args, at, "draft")
        at.model.pilot(number=number, employees=args.employee, roles=args.role)
    _told(
        args, number, "pilot", _("Version {number} is tried by its team; all others work by the one before.")
    )


def _remark(args: argparse.Namespace) -> None:
    from desktop_crm.process.reads import version_in_force, version_number

    with desk(args) as at:
        number = args.number
        if number is None:
            with at.store.read() as view:
                mine = version_in_force(view, at.actor.id)
                number = None if mine is None else version_number(view, mine)
        if number is None:
            raise NotFound(_("Nothing is published yet; name a version."))
        at.screening.remark(number=number, text=args.text)
    _told(args, number, "remark", _("It is kept with version {number}."))


def _told(args: argparse.Namespace, number: int, state: str, sentence: str) -> None:
    give(args, {"version": number, "state": state}, [sentence.format(number=number)])


def _stands(args: argparse.Namespace) -> None:
    from desktop_crm.process.reads import version_by_number, version_in_force
    from desktop_crm.process.screening_findings import check_screening
    from desktop_crm.process.standing import standing_of
    from desktop_crm.workflow.reads_results import results_of

    with desk(args) as at:
        number = _number(args, at, "draft", "pilot", "published")
        with at.store.read() as view:
            version = version_by_number(view, number)
            if version is None:
                raise NotFound(_("There is no version {number} of the model.").format(number=number))
            standing = standing_of(view, version, version_in_force(view, at.actor.id))
            results = results_of(view, version)
    found = list(check_screening(standing))
    document = _document(standing, results) | {"findings": found}
    give(
        args,
        document,
        [*_lines(standing, results), *(f"{one.severity.value:8}{one.sentence}" for one in found)],
    )


def _document(standing: Standing, results: Results) -> dict[str, Any]:
    return {
        "version": standing.number,
        "id": standing.id,
        "name": standing.name,
        "state": standing.state,
        "held_by": standing.holder,
        "sponsor": standing.sponsor,
        "approved_by": standing.approval.name if standing.approval else "",
        "acts": [
            {"kind": one.kind, "at": one.at, "by": one.name, "remarks": one.remarks} for one in standing.acts
        ],
        "team": [{"employee": one.name, "role": one.role} for one in standing.team],
        "success": [
            {
                "ksf": one.ksf,
                "baseline": one.baseline,
                "aim": one.aim,
                "happened": result.share if (result := results.ksfs.get(one.ksf)) else None,
            }
            for one in standing.success
        ],
        "cases": results.cases,
        "people": results.people,
        "withheld": results.withheld,
        "ksfs": {
            code: {"met": one.met, "missed": one.missed, "share": one.share}
            for code, one in results.ksfs.items()
        },
    }


def _lines(standing: Standing, results: Results) -> Iterator[str]:
    yield _("Version {number}, {state}: {name}").format(
        number=standing.number, state=standing.state, name=standing.name
    )
    if standing.sponsor:
        yield _("Sponsor: {name}").format(name=standing.sponsor)
    yield from _team(standing)
    for one in standing.acts:
        yield f"  {one.at:%Y-%m-%d %H:%M}  {one.kind.value:10} {one.name}{': ' if one.remarks else ''}{one.remarks}"
    yield ngettext("{count} case by {people}", "{count} cases by {people}", results.cases).format(
        count=results.cases,
        people=ngettext("{count} employee", "{count} employees", results.people).format(count=results.people),
    )
    if results.withheld:
        yield _("What so few achieved is theirs; figures are shown once five have worked by it.")
    for line in standing.success:
        result = results.ksfs.get(line.ksf)
        happened = f"{result.share:.1%} ({result.met + result.missed})" if result else _("nothing yet")
        yield "  " + _("{aim}; so far {happened}").format(
            aim=_aim_line(line.ksf, line.baseline, line.aim), happened=happened
        )


def _team(standing: Standing) -> Iterable[str]:
    if standing.team:
        names = ", ".join(one.name or one.role for one in standing.team)
        yield _("Tried by: {names}").format(names=names)

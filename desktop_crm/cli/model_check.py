"""`model check`: the findings on a file or on the draft, and what one key would do about them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.model_files import drawn, read_either, say_drawn
from desktop_crm.cli.output import give, say
from desktop_crm.cli.parsing import SubParsers, add_command
from desktop_crm.cli.session import desk
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.process.draft_reads import DraftRow
    from desktop_crm.process.findings import Finding
    from desktop_crm.process.measured import Measured
    from desktop_crm.process.model import Model
    from desktop_crm.store.work import Reading


def add_parser(verbs: SubParsers) -> None:
    """Add ``check`` to the verbs of ``model``."""
    check = add_command(
        verbs, "check", _("what is wrong or doubtful in a model; a file needs no store"), _check
    )
    check.add_argument(
        "file", metavar="FILE", nargs="?", help=_("else the draft, judged by what was measured too")
    )
    check.add_argument(
        "--repair", metavar="CODE@PLACE", help=_("do to the draft what one key does about this finding")
    )


def _check(args: argparse.Namespace) -> int:
    from desktop_crm.process.findings import check
    from desktop_crm.process.severity import worst_first

    repaired, imported = "", None
    if args.file is not None:
        if args.repair:
            raise Invalid(_("A repair is done to the draft; leave the file out, or import it first."))
        model, imported = read_either(args.file)
        say_drawn(args, imported)
        found = check(model)
    else:
        with desk(args) as at:
            if args.repair:
                repaired = _repair(at, args.repair)
            with at.store.read() as view:
                draft, model, measured = _in_hand(view, at)
                lacks = _lacking(view, at, draft)
        found = worst_first((*check(model, measured), *lacks))
    document = counts(found) | {"findings": [*listed(model, found)]} | drawn(imported)
    if repaired:
        say(_("Done: {words}.").format(words=repaired))
        document |= {"repaired": repaired}
    give(args, document, _lines(found))
    errors = counts(found)["errors"]
    if errors:
        say(hindered(errors))
    return 1 if errors else 0


def _in_hand(view: Reading, at: Desk) -> tuple[DraftRow | None, Model, Measured]:
    """Return the draft, or the published version while there is none, and what was measured."""
    from desktop_crm.process.draft_reads import draft_in_hand
    from desktop_crm.process.reads import load_model, published_version
    from desktop_crm.workflow.reads_measured import measured

    draft = draft_in_hand(view)
    version = published_version(view) if draft is None else draft.id
    if version is None:
        raise NotFound(_("There is no draft and nothing is published; name a file."))
    model = load_model(view, version)
    return draft, model, measured(view, model, now=at.store.time.now())


def _lacking(view: Reading, at: Desk, draft: DraftRow | None) -> tuple[Finding, ...]:
    """Return what a draft lacks before it may be put to work: a second person's word, a sponsor, an aim."""
    from desktop_crm.process.reads import version_in_force
    from desktop_crm.process.screening_findings import check_screening
    from desktop_crm.process.standing import standing_of

    if draft is None:
        return ()
    return tuple(check_screening(standing_of(view, draft.id, version_in_force(view, at.actor.id))))


def _repair(at: Desk, wanted: str) -> str:
    """Repair the draft; return the words of what was done."""
    from desktop_crm.process.repair import repair_at

    with at.store.read() as view:
        draft, model, measured = _in_hand(view, at)
    if draft is None:
        raise NotFound(_("There is no draft to repair; begin one on the Model screen, or import a file."))
    repaired = repair_at(model, wanted, measured)
    at.drafting.keep_draft(version=draft.id, revision=draft.revision, model=repaired.model)
    return repaired.words


def listed(model: Model, found: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """Yield findings as the command line gives them: with the words of what one key would do, or null."""
    from desktop_crm.process.repair import repair_of

    for one in found:
        repair = repair_of(model, one)
        yield {
            "code": one.code,
            "severity": one.severity,
            "place": one.place,
            "sentence": one.sentence,
            "repair": None if repair is None else repair.words,
        }


def counts(found: Iterable[Finding]) -> dict[str, Any]:
    """Return how many findings there are of each weight."""
    severities = [finding.severity.value for finding in found]
    return {
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "advice": severities.count("advice"),
    }


def _lines(found: Iterable[Finding]) -> Iterable[str]:
    lines = [f"{one.severity.value:8}{one.place}: {one.sentence} [{one.code}]" for one in found]
    return lines or [_("Nothing was found; this model can be published.")]


def hindered(errors: int) -> str:
    """Return the sentence that errors keep a model from being published."""
    return ngettext(
        "{count} error keeps this model from being published.",
        "{count} errors keep this model from being published.",
        errors,
    ).format(count=errors)

"""Use cases on versions of the process model: bring one in, let a team try it, publish it, withdraw it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import POWERS, Actor, Verb
from desktop_crm.access.tables import AccessRight
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import VersionId, new_id
from desktop_crm.process.acts import Kind, note
from desktop_crm.process.draft_reads import draft_in_hand
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.graph import starters
from desktop_crm.process.model import Condition, Duty, Model
from desktop_crm.process.proposals import follow
from desktop_crm.process.public_days import with_public_holidays
from desktop_crm.process.reads import (
    load_model,
    pilot_version,
    published_version,
    version_by_number,
    version_in_force,
    version_number,
)
from desktop_crm.process.rows import to_rows
from desktop_crm.process.screening import require_approval
from desktop_crm.process.standing import standing_of
from desktop_crm.process.tables import ModelRow, ModelVersion
from desktop_crm.process.team import form_team
from desktop_crm.store.holding import hold_company
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store, Writing

_LAST = Prepared(select(func.coalesce(func.max(ModelVersion.number), 0)))
_VERSION = Prepared(insert(ModelVersion), [column.key for column in ModelVersion.__table__.columns])
_ROW = Prepared(insert(ModelRow), [column.key for column in ModelRow.__table__.columns])
_RIGHT = Prepared(insert(AccessRight), [column.key for column in AccessRight.__table__.columns])
_STATE = Prepared(
    select(ModelVersion.state, ModelVersion.name).where(ModelVersion.id == bindparam("version"))
)
_MOVE = Prepared(
    update(ModelVersion).where(ModelVersion.id == bindparam("version")).values(state=bindparam("after"))
)
_PUBLISH = Prepared(
    update(ModelVersion)
    .where(ModelVersion.id == bindparam("version"))
    .values(state="published", published_at=bindparam("at"), published_by=bindparam("who"))
)
_RETIRED = Prepared(
    select(ModelVersion.id)
    .where(ModelVersion.state == "retired")
    .order_by(ModelVersion.number.desc())
    .limit(1)
)
_NO_RIGHTS = Prepared(delete(AccessRight).where(AccessRight.version_id == bindparam("version")))

# The positions of a version's rows leave room, so that a row put between two others moves none of them.
STEP = 1_024

_VERB = {Duty.RESPONSIBLE: Verb.PERFORM, Duty.DELEGATE: Verb.RECEIVE, Duty.INFORMED: Verb.INFORM}


@dataclass(frozen=True)
class ModelService:
    """Drafting and publishing versions; every verb asks for the power over models."""

    store: Store
    actor: Actor

    @use_case
    def import_model(self, model: Model) -> tuple[VersionId, Changes]:
        """Keep a model as the draft. Findings don't hinder this; they hinder publishing.

        Raises `Conflict` where there is a draft already.
        """
        with self.store.write(self.actor.id) as work:
            self._allowed(work)
            refuse_second_draft(work)
            version = write_draft(work, model)
            note(work, version, Kind.BEGUN)
            return version, Changes.of("model", version) | follow(work, version, model)

    @use_case
    def pilot(self, *, number: int, employees: Sequence[str] = (), roles: Sequence[str] = ()) -> Changes:
        """Put a draft to work for a team first: employees by log-in, or all who hold a role, by its code.

        Their new cases start under it and their powers follow from it; all others work by the published one.
        """
        with self.store.write(self.actor.id) as work:
            current = self._allowed(work)
            version = self._version(work, number, "draft")
            if published_version(work) is None:
                raise Refused(_("Nothing is published that the others could work by; publish it to all."))
            standing = standing_of(work, version, current)
            put_to_work(work, version, pilot=True)
            require_approval(standing)
            form_team(work, version, employees, roles)
            note(work, version, Kind.PILOT)
            return Changes.of("model", version)

    @use_case
    def publish(self, *, number: int) -> Changes:
        """Put a draft to work for all, or roll out the version that a team tries.

        New cases start under it, rights follow from it; running cases keep theirs. Raises `Refused` with the
        first places where the model can't run, and where a second person has not approved it.
        """
        with self.store.write(self.actor.id) as work:
            current = self._allowed(work)
            version = self._version(work, number, "draft", "pilot")
            standing = standing_of(work, version, current)
            publish_version(work, version)
            require_approval(standing)
            note(work, version, Kind.PUBLISHED)
            return Changes.of("model", version)

    @use_case
    def withdraw(self, *, number: int) -> Changes:
        """Take the published version back: the one before it, if any, is put to work again. Or end a trial."""
        with self.store.write(self.actor.id) as work:
            self._allowed(work)
            version = self._version(work, number, "published", "pilot")
            tried = pilot_version(work)
            if tried is not None and tried != version:
                raise Refused(
                    _("A team tries version {number}; roll that out or withdraw it first.").format(
                        number=version_number(work, tried)
                    )
                )
            before = work.row(_RETIRED) if tried is None else None
            work.run(_MOVE, version=version, after="withdrawn")
            if before is not None:
                work.run(_MOVE, version=before[0], after="published")
            note(work, version, Kind.WITHDRAWN)
            return Changes.of("model", version)

    def _allowed(self, work: Writing) -> VersionId | None:
        hold_company(work)
        current = version_in_force(work, self.actor.id)
        require_power(work, self.actor, Verb.MODEL, current)
        return current

    def _version(self, work: Writing, number: int, *states: str) -> VersionId:
        version = version_by_number(work, number)
        if version is None:
            raise NotFound(_("There is no version {number} of the model.").format(number=number))
        found = work.row(_STATE, version=version)
        if found is None or found[0] not in states:
            raise Refused(
                _("Version {number} is {found}, not {wanted}; nothing was changed.").format(
                    number=number, found=found[0] if found else "", wanted=states[0]
                )
            )
        return version


def refuse_second_draft(work: Writing) -> None:
    """Raise `Conflict` where there is a draft: one is worked on at a time."""
    there = draft_in_hand(work)
    if there is not None:
        raise Conflict(
            _(
                "There is a draft already, version {number}, held by {who}; nothing was changed. "
                "Go on with that one, set it aside, or keep yours as a sketch."
            ).format(number=there.number, who=there.holder or _("nobody"))
        )


def write_draft(work: Writing, model: Model, state: str = "draft") -> VersionId:
    """Insert a model as a version's rows, its calendars with their public holidays; return its id."""
    version = VersionId(new_id())
    last = work.row(_LAST)
    number = 1 if last is None else int(last[0]) + 1
    work.run(
        _VERSION,
        id=version,
        number=number,
        name=model.name,
        state=state,
        made_at=work.now,
        made_by=work.actor,
        held_by=work.actor,
        revision=0,
        changed_at=work.now,
    )
    work.run_many(
        _ROW,
        (
            {
                "id": new_id(),
                "version_id": version,
                "kind": row.kind,
                "owner": row.owner,
                "code": row.code,
                "position": position * STEP,
                "content": row.content,
            }
            for position, row in enumerate(to_rows(with_public_holidays(model)))
        ),
    )
    return version


def publish_version(work: Writing, version: VersionId) -> None:
    """Check a draft, retire the version in force, and write the rights rows; raise `Refused` on errors."""
    put_to_work(work, version, pilot=False)


def put_to_work(work: Writing, version: VersionId, *, pilot: bool) -> None:
    """Check a version and write its rights rows; for all, it retires the one in force.

    A version that a team tried has its rights already, and what was checked never changes.
    """
    tried = pilot_version(work)
    if tried is not None and tried != version:
        raise Refused(
            _("A team tries version {number}; roll that out or withdraw it first.").format(
                number=version_number(work, tried)
            )
        )
    if tried is None:
        _write_rights(work, version, _checked(load_model(work, version)))
    if pilot:
        work.run(_MOVE, version=version, after="pilot")
        return
    current = published_version(work)
    if current is not None:
        work.run(_MOVE, version=current, after="retired")
    work.run(_PUBLISH, version=version, at=work.now, who=work.actor)


def _checked(model: Model) -> Model:
    errors = [finding for finding in check(model) if finding.severity is Severity.ERROR]
    if errors:
        shown = " ".join(f"{finding.place}: {finding.sentence}" for finding in errors[:3])
        raise Refused(
            _("This model can't run ({count} errors); nothing was published. {shown}").format(
                count=len(errors), shown=shown
            )
        )
    return model


def _write_rights(work: Writing, version: VersionId, model: Model) -> None:
    work.run(_NO_RIGHTS, version=version)
    rows = [
        {"id": new_id(), "version_id": version, "position": position, **right}
        for position, right in enumerate(rights_of(model))
    ]
    work.run_many(_RIGHT, rows)


def rights_of(model: Model) -> Iterator[dict[str, Any]]:
    """Yield the rights rows of a model: what each role may do to activities and processes, and its powers."""
    for duty in model.responsibilities:
        yield _right(duty.role, _VERB[duty.duty], duty.activity, duty.limits)
    for process in model.processes:
        for role in starters(model, process):
            yield _right(role, Verb.START, process.code)
    for known in model.roles:
        for power in known.may:
            if power not in {str(one) for one in POWERS}:
                raise Invalid(
                    _("There is no power “{power}”.").format(power=power), where=f"role {known.code}"
                )
            yield _right(known.code, Verb(power), "")


def _right(role: str, verb: Verb, target: str, limits: tuple[Condition, ...] = ()) -> dict[str, Any]:
    stored = [[one.item, str(one.operator), *one.values] for one in limits]
    return {
        "role": role,
        "verb": str(verb),
        "object_code": target,
        "limits": json.dumps(stored, ensure_ascii=False),
    }

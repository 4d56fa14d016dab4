"""Use cases on the process model: keep a draft, publish it, withdraw it, and write the rights that follow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import POWERS, Actor, Verb
from desktop_crm.access.tables import AccessRight
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import VersionId, new_id
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.graph import starters
from desktop_crm.process.model import Condition, Duty, Model
from desktop_crm.process.public_days import with_public_holidays
from desktop_crm.process.reads import load_model, published_version, version_by_number
from desktop_crm.process.rows import to_rows
from desktop_crm.process.tables import ModelRow, ModelVersion
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
        """Keep a model as a new draft version. Findings don't hinder this; they hinder publishing."""
        with self.store.write(self.actor.id) as work:
            hold_company(work)
            require_power(work, self.actor, Verb.MODEL, published_version(work))
            version = write_draft(work, model)
            return version, Changes.of("model", version)

    @use_case
    def publish(self, *, number: int) -> Changes:
        """Put a draft to work: new cases start under it, rights follow from it; running cases keep theirs.

        Raises `Refused` with the first places where the model can't run.
        """
        with self.store.write(self.actor.id) as work:
            hold_company(work)
            current = published_version(work)
            require_power(work, self.actor, Verb.MODEL, current)
            version = self._version(work, number, "draft")
            publish_version(work, version)
            return Changes.of("model", version)

    @use_case
    def withdraw(self, *, number: int) -> Changes:
        """Take the published version back; the one before it, if any, is put to work again."""
        with self.store.write(self.actor.id) as work:
            hold_company(work)
            require_power(work, self.actor, Verb.MODEL, published_version(work))
            version = self._version(work, number, "published")
            before = work.row(_RETIRED)
            work.run(_MOVE, version=version, after="withdrawn")
            if before is not None:
                work.run(_MOVE, version=before[0], after="published")
            return Changes.of("model", version)

    def _version(self, work: Writing, number: int, state: str) -> VersionId:
        version = version_by_number(work, number)
        if version is None:
            raise NotFound(_("There is no version {number} of the model.").format(number=number))
        found = work.row(_STATE, version=version)
        if found is None or found[0] != state:
            raise Refused(
                _("Version {number} is {found}, not {wanted}; nothing was changed.").format(
                    number=number, found=found[0] if found else "", wanted=state
                )
            )
        return version


def write_draft(work: Writing, model: Model) -> VersionId:
    """Insert a model as a draft version's rows, its calendars with their public holidays; return its id."""
    version = VersionId(new_id())
    last = work.row(_LAST)
    number = 1 if last is None else int(last[0]) + 1
    work.run(
        _VERSION,
        id=version,
        number=number,
        name=model.name,
        state="draft",
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
    model = load_model(work, version)
    errors = [finding for finding in check(model) if finding.severity is Severity.ERROR]
    if errors:
        shown = " ".join(f"{finding.place}: {finding.sentence}" for finding in errors[:3])
        raise Refused(
            _("This model can't run ({count} errors); nothing was published. {shown}").format(
                count=len(errors), shown=shown
            )
        )
    current = published_version(work)
    if current is not None:
        work.run(_MOVE, version=current, after="retired")
    work.run(_PUBLISH, version=version, at=work.now, who=work.actor)
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

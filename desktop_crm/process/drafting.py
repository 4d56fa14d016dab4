"""Use cases on the draft of the process model: one at a time, held by one person, kept as it is typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import VersionId, new_id
from desktop_crm.process.acts import Kind, note, note_hand
from desktop_crm.process.draft_reads import DraftRow, worked_on
from desktop_crm.process.edit import ordered
from desktop_crm.process.model import Model
from desktop_crm.process.proposals import follow, release
from desktop_crm.process.public_days import with_missing_public_holidays
from desktop_crm.process.reads import load_model, pilot_version, published_version, version_in_force
from desktop_crm.process.rows import ModelRowData, to_rows
from desktop_crm.process.service import STEP, refuse_second_draft, write_draft
from desktop_crm.process.tables import ModelRow, ModelVersion
from desktop_crm.store.holding import hold_company
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing

_KEPT = Prepared(
    select(ModelRow.id, ModelRow.kind, ModelRow.owner, ModelRow.code, ModelRow.position, ModelRow.content)
    .where(ModelRow.version_id == bindparam("version"))
    .order_by(ModelRow.position)
)
_ROW = Prepared(insert(ModelRow), [column.key for column in ModelRow.__table__.columns])
_CHANGE = Prepared(
    update(ModelRow)
    .where(ModelRow.id == bindparam("row"))
    .values(position=bindparam("at"), content=bindparam("text"))
)
_DROP = Prepared(delete(ModelRow).where(ModelRow.id == bindparam("row")))
_SAVED = Prepared(
    update(ModelVersion)
    .where(ModelVersion.id == bindparam("version"))
    .values(name=bindparam("called"), revision=bindparam("next"), changed_at=bindparam("at"))
)
_HOLD = Prepared(
    update(ModelVersion).where(ModelVersion.id == bindparam("version")).values(held_by=bindparam("who"))
)
_SET_ASIDE = Prepared(
    update(ModelVersion).where(ModelVersion.id == bindparam("version")).values(state="discarded")
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a draft came to: the revision that the next saving builds on, and what changed."""

    revision: int
    changes: Changes


@dataclass(frozen=True)
class DraftingService:
    """Beginning, keeping, taking over and setting aside the draft; every verb asks for the power over models."""

    store: Store
    actor: Actor

    @use_case
    def begin_draft(self, starter: Model) -> Changes:
        """Begin a draft from the newest version at work, or from `starter` while nothing is published.

        Raises `Conflict` where there is a draft already.
        """
        with self.store.write(self.actor.id) as work:
            hold_company(work)
            require_power(work, self.actor, Verb.MODEL, version_in_force(work, self.actor.id))
            refuse_second_draft(work)
            version = write_draft(work, ordered(newest_model(work) or starter))
            note(work, version, Kind.BEGUN)
            return Changes.of("model", version)

    @use_case
    def keep_draft(self, *, version: VersionId, revision: int, model: Model) -> Kept:
        """Keep the draft, or a sketch of one's own, as it stands now; only the rows that differ are written.

        Args:
            revision: the one that was read, or kept last.

        Raises `Conflict` where somebody else holds the draft, or it was changed in another window.
        """
        with self.store.write(self.actor.id) as work:
            there = self._there(work, version)
            self._mine(there, revision)
            keep_rows(work, version, model)
            note_hand(work, version)
            work.run(_SAVED, version=version, called=model.name, next=revision + 1, at=work.now)
            moved = follow(work, version, model) if there.state == "draft" else Changes()
            return Kept(revision + 1, Changes.of("model_draft", version) | moved)

    @use_case
    def take_over_draft(self, *, version: VersionId) -> Changes:
        """Hold the draft from now on; who held it before is told at their next change."""
        with self.store.write(self.actor.id) as work:
            if self._there(work, version).state == "sketch":
                raise Refused(_("A sketch is its owner's view; nothing was changed. Keep one of your own."))
            work.run(_HOLD, version=version, who=self.actor.id)
            return Changes.of("model", version)

    @use_case
    def set_draft_aside(self, *, version: VersionId) -> Changes:
        """Give the draft, or a sketch of one's own, up; it stays readable, and another may be begun."""
        with self.store.write(self.actor.id) as work:
            there = self._there(work, version)
            self._mine(there, there.revision)
            work.run(_SET_ASIDE, version=version)
            note(work, version, Kind.SET_ASIDE)
            return Changes.of("model", version) | release(work, version)

    def _there(self, work: Writing, version: VersionId) -> DraftRow:
        """Return a draft or sketch; who works here may sketch, the draft asks for the power over models."""
        hold_company(work)
        found = worked_on(work, version)
        sketched = found is not None and found.state == "sketch"
        in_force = version_in_force(work, self.actor.id)
        require_power(work, self.actor, Verb.SERVE if sketched else Verb.MODEL, in_force)
        if found is None:
            raise Conflict(
                _(
                    "This draft was published or set aside meanwhile; nothing was changed. Read the model again."
                )
            )
        return found

    def _mine(self, draft: DraftRow, revision: int) -> None:
        if draft.held_by != self.actor.id:
            raise Conflict(
                _(
                    "{who} has the draft now; your last change was not kept. Ask, or take the draft over."
                ).format(who=draft.holder or _("A colleague"))
            )
        if draft.revision != revision:
            raise Conflict(
                _(
                    "The draft was changed in another window of yours; your last change was not kept. "
                    "Read the model again."
                )
            )


def newest_model(view: Reading) -> Model | None:
    """Return the model that a new view begins with: what a team tries, else what is published."""
    newest = pilot_version(view) or published_version(view)
    return None if newest is None else load_model(view, newest)


def keep_rows(work: Writing, version: VersionId, model: Model) -> None:
    """Make a draft's rows those of `model`, writing only what differs."""
    known = {
        (kind, owner, code): (row, at, text)
        for row, kind, owner, code, at, text in work.rows(_KEPT, version=version)
    }
    wanted = list(to_rows(with_missing_public_holidays(model)))
    places = positions([known[_key(row)][1] if _key(row) in known else None for row in wanted])
    for key in known.keys() - {_key(row) for row in wanted}:
        work.run(_DROP, row=known[key][0])
    fresh: list[dict[str, Any]] = []
    for row, at in zip(wanted, places, strict=True):
        kept = known.get(_key(row))
        if kept is None:
            values = {"kind": row.kind, "owner": row.owner, "code": row.code, "content": row.content}
            fresh.append({"id": new_id(), "version_id": version, "position": at, **values})
        elif kept[1:] != (at, row.content):
            work.run(_CHANGE, row=kept[0], at=at, text=row.content)
    work.run_many(_ROW, fresh)


def _key(row: ModelRowData) -> tuple[str, str, str]:
    return row.kind, row.owner, row.code


def positions(known: Sequence[int | None]) -> list[int]:
    """Return a rising position for each row, keeping as many of the `known` ones as can be kept.

    Where there is no room between two that are kept, all are numbered anew.
    """
    kept = {place: known[place] for place in _rising(known)}
    found: list[int] = []
    for before, group, after in _gaps(kept, len(known)):
        room = STEP * (group + 1) if after is None else after - before
        if room <= group:
            return [STEP * (place + 1) for place in range(len(known))]
        found += [before + room * (number + 1) // (group + 1) for number in range(group)]
        if after is not None:
            found.append(after)
    return found


def _gaps(kept: dict[int, int | None], count: int) -> Iterator[tuple[int, int, int | None]]:
    """Yield each run of rows without a position: the position before it, how many, the position after it."""
    before, group = -1, 0
    for place in range(count):
        at = kept.get(place)
        if at is None:
            group += 1
        else:
            yield before, group, at
            before, group = at, 0
    yield before, group, None


def _rising(known: Sequence[int | None]) -> list[int]:
    """Return the places of a longest rising run of positions (Schensted 1961)."""
    ends: list[int] = []
    last: list[int] = []
    previous: dict[int, int] = {}
    for place, at in enumerate(known):
        if at is None:
            continue
        length = bisect_left(ends, at)
        if length:
            previous[place] = last[length - 1]
        ends[length : length + 1] = [at]
        last[length : length + 1] = [place]
    found: list[int] = []
    place_or_none = last[-1] if last else None
    while place_or_none is not None:
        found.append(place_or_none)
        place_or_none = previous.get(place_or_none)
    return found[::-1]

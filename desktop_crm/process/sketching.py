"""Use cases on sketches: employees keep their own view of how the work runs, and one becomes the draft."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, update

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import VersionId
from desktop_crm.process.acts import Kind, note
from desktop_crm.process.draft_reads import worked_on
from desktop_crm.process.drafting import newest_model
from desktop_crm.process.edit import ordered
from desktop_crm.process.model import Model
from desktop_crm.process.proposals import follow
from desktop_crm.process.reads import load_model, version_by_number, version_in_force
from desktop_crm.process.service import refuse_second_draft, write_draft
from desktop_crm.process.tables import ModelVersion
from desktop_crm.store.holding import hold_company
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store

_CHOOSE = Prepared(
    update(ModelVersion)
    .where(ModelVersion.id == bindparam("version"))
    .values(state="draft", held_by=bindparam("who"))
)


@dataclass(frozen=True)
class SketchingService:
    """Sketches, which everyone who works here may keep; choosing one asks for the power over models.

    `process.drafting.DraftingService` keeps what is typed in a sketch, and sets it aside.
    """

    store: Store
    actor: Actor

    @use_case
    def begin_sketch(self, model: Model | None = None, *, starter: Model | None = None) -> VersionId:
        """Keep a sketch of one's own: `model`, else the newest version at work, else `starter`."""
        with self.store.write(self.actor.id) as work:
            hold_company(work)
            require_power(work, self.actor, Verb.SERVE, version_in_force(work, self.actor.id))
            drawn = model or newest_model(work) or starter
            if drawn is None:
                raise NotFound(_("Nothing is published that a sketch could begin with; name a file."))
            version = write_draft(work, ordered(drawn), "sketch")
            note(work, version, Kind.BEGUN)
            return version

    @use_case
    def choose_sketch(self, *, number: int, why: str = "") -> Changes:
        """Make a sketch the draft, which is held from now on by who chose it; the other sketches stay.

        Raises `Conflict` where there is a draft already.
        """
        with self.store.write(self.actor.id) as work:
            hold_company(work)
            require_power(work, self.actor, Verb.MODEL, version_in_force(work, self.actor.id))
            version = version_by_number(work, number)
            there = None if version is None else worked_on(work, version)
            if version is None or there is None or there.state != "sketch":
                raise Refused(
                    _("There is no sketch with number {number}; nothing was changed.").format(number=number)
                )
            refuse_second_draft(work)
            work.run(_CHOOSE, version=version, who=self.actor.id)
            note(work, version, Kind.CHOSEN, why.strip())
            return Changes.of("model", version) | follow(work, version, load_model(work, version))

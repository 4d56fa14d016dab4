"""Use cases before a draft is put to work: its sponsor, what success shall mean, and a second person's word."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, insert

from desktop_crm.access.check import has_power, require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.process.acts import Kind, note, words_given
from desktop_crm.process.reads import load_model, version_by_number, version_in_force
from desktop_crm.process.screening_findings import check_screening
from desktop_crm.process.severity import Severity
from desktop_crm.process.standing import Standing, standing_of
from desktop_crm.process.tables import ModelSuccess
from desktop_crm.store.holding import hold_company
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store, Writing

_FORGET = Prepared(
    delete(ModelSuccess).where(
        ModelSuccess.version_id == bindparam("version"), ModelSuccess.ksf == bindparam("factor")
    )
)
_STATE = Prepared(insert(ModelSuccess), [column.key for column in ModelSuccess.__table__.columns])


@dataclass(frozen=True)
class ScreeningService:
    """What is said of a version before it is put to work, and by whom."""

    store: Store
    actor: Actor

    @use_case
    def name_sponsor(self, *, number: int, name: str) -> Changes:
        """Name who of general management stands for a draft; who, not which account."""
        words = words_given(name, "sponsor")
        with self.store.write(self.actor.id) as work:
            version = self._draft(work, number, Verb.MODEL).id
            note(work, version, Kind.SPONSOR, words)
            return Changes.of("model", version)

    @use_case
    def state_success(self, *, number: int, ksf: str, baseline: float | None, aim: float) -> Changes:
        """State what share of a key success factor's clocks met their norm, and what share shall; 0 to 1.

        An approval that was given before lapses: it was given for another aim.
        """
        for share, where in ((baseline, "baseline"), (aim, "aim")):
            if share is not None and not 0 <= share <= 1:
                raise Invalid(_("A share lies between 0 and 100 %."), where=where)
        with self.store.write(self.actor.id) as work:
            version = self._draft(work, number, Verb.MODEL).id
            if ksf not in load_model(work, version).ksf:
                raise NotFound(
                    _("There is no key success factor “{code}” in version {number}.").format(
                        code=ksf, number=number
                    )
                )
            work.run(_FORGET, version=version, factor=ksf)
            was = None if baseline is None else round(baseline * 1_000)
            shall = round(aim * 1_000)
            work.run(_STATE, id=new_id(), version_id=version, ksf=ksf, baseline=was, aim=shall)
            note(work, version, Kind.SUCCESS, ksf)
            return Changes.of("model", version)

    @use_case
    def approve(self, *, number: int, remarks: str = "") -> Changes:
        """Let a draft be put to work as it stands. Who had a hand in it may not, while anybody else could."""
        return self._judge(number, Kind.APPROVED, words_given(remarks, "remarks", needed=False))

    @use_case
    def send_back(self, *, number: int, remarks: str) -> Changes:
        """Say what has to change before a draft may be put to work."""
        return self._judge(number, Kind.SENT_BACK, words_given(remarks, "remarks"))

    def _judge(self, number: int, verdict: Kind, words: str) -> Changes:
        with self.store.write(self.actor.id) as work:
            standing = self._draft(work, number, Verb.MODEL, Verb.APPROVE)
            self._require_second(standing)
            note(work, standing.id, verdict, words)
            return Changes.of("model", standing.id)

    @use_case
    def remark(self, *, number: int, text: str) -> Changes:
        """Say how it is to work by a version that is tried, or in use; everybody with a role may."""
        words = words_given(text, "text")
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, version_in_force(work, self.actor.id))
            standing = standing_named(work, number, None)
            if standing.state not in ("pilot", "published"):
                raise Refused(
                    _("Nobody works by version {number}; say it of one that is tried or in use.").format(
                        number=number
                    )
                )
            note(work, standing.id, Kind.REMARK, words)
            return Changes.of("model", standing.id)

    def _draft(self, work: Writing, number: int, *powers: Verb) -> Standing:
        hold_company(work)
        current = version_in_force(work, self.actor.id)
        held = [power for power in powers if has_power(work, self.actor, power, current)]
        require_power(work, self.actor, held[0] if held else powers[-1], current)
        standing = standing_named(work, number, current)
        if standing.state != "draft":
            raise Refused(
                _("Version {number} is {found}, not a draft; nothing was changed.").format(
                    number=number, found=standing.state
                )
            )
        return standing

    def _require_second(self, standing: Standing) -> None:
        if self.actor.id in standing.drafters and standing.second_persons:
            raise Refused(
                _(
                    "{who} has a hand in version {number}, and who drafts does not screen; "
                    "nothing was changed. Ask {others}."
                ).format(
                    who=self.actor.name,
                    number=standing.number,
                    others=_(" or ").join(name for _who, name in standing.second_persons),
                )
            )


def share_given(text: str, where: str) -> float:
    """Return the share, 0 to 1, written as ``0.95`` or ``95%``; raise `Invalid` for anything else."""
    plain = text.strip().replace(",", ".")
    try:
        found = float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise Invalid(_("“{text}” is no share; write 0.95 or 95%.").format(text=text), where=where)
    return found


def standing_named(work: Writing, number: int, in_force: UUID | None) -> Standing:
    """Return how the version with a number stands; raise `NotFound`."""
    version = version_by_number(work, number)
    if version is None:
        raise NotFound(_("There is no version {number} of the model.").format(number=number))
    return standing_of(work, version, in_force)


def require_approval(standing: Standing) -> None:
    """Raise `Refused` unless a second person approved a draft as it stands, or there is none who could."""
    lacking = [one for one in check_screening(standing) if one.severity is Severity.ERROR]
    if lacking:
        raise Refused(
            _("Version {number} was not put to work. {why}").format(
                why=lacking[0].sentence, number=standing.number
            )
        )

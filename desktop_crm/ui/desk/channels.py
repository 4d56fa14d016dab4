"""Through which channel? A grid of channel families, and below it the channels of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.model import Channel, Family
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.segmented import Option, SegmentedChoice


def family_name(family: Family) -> str:
    """Return the short name of a channel family, as a button says it."""
    return {
        Family.TELEPHONY: _("Telephone"),
        Family.OUTLET: _("Counter"),
        Family.SALES_FORCE: _("Visit"),
        Family.DIRECT_MARKETING: _("Letter"),
        Family.E_COMMERCE: _("Online"),
        Family.MOBILE: _("Mobile"),
        Family.PARTNER: _("Partner"),
        Family.INTERNAL: _("Colleague"),
    }[family]


_ORDER = (
    Family.TELEPHONY,
    Family.OUTLET,
    Family.SALES_FORCE,
    Family.DIRECT_MARKETING,
    Family.E_COMMERCE,
    Family.MOBILE,
)


class ChannelChoice(QWidget):
    """Chooses one channel of the model.

    Signals:
        chosen: carries the channel's code.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._channels: tuple[Channel, ...] = ()
        self.families = SegmentedChoice(columns=3, stretch=True, name=_("Channel"))
        self.families.setObjectName("families")
        self.within = SegmentedChoice(stretch=True, name=_("By"))
        self.within.setObjectName("channels")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("base"))
        column.addWidget(self.families)
        column.addWidget(self.within)
        self.within.hide()
        self.setFocusProxy(self.families)
        self.families.chosen.connect(self._family_chosen)
        self.within.chosen.connect(self.chosen)

    def set_channels(self, channels: Sequence[Channel]) -> None:
        """Offer these channels of the model, by family; what was chosen stays where it still can."""
        if tuple(channels) == self._channels:
            return
        before = self.code()
        self._channels = tuple(channels)
        there = {channel.family for channel in channels}
        options = [Option(str(one), family_name(one), str(one)) for one in _ORDER if one in there]
        self.families.set_options(options)
        if before not in {channel.code for channel in channels} and options:
            self.families.set_code(options[0].code)
            self._family_chosen(options[0].code)

    def code(self) -> str:
        """Return the chosen channel's code; empty while there is none."""
        family = self._of(self.families.code())
        return self.within.code() if len(family) > 1 else family[0].code if family else ""

    def set_code(self, code: str) -> None:
        """Choose a channel by its code."""
        channel = next((one for one in self._channels if one.code == code), None)
        if channel is not None:
            self.families.set_code(str(channel.family))
            self._offer_within(str(channel.family), code)

    def _of(self, family: str) -> list[Channel]:
        return [channel for channel in self._channels if str(channel.family) == family]

    def _family_chosen(self, family: str) -> None:
        found = self._of(family)
        self._offer_within(family, found[0].code if found else "")
        self.chosen.emit(self.code())

    def _offer_within(self, family: str, code: str) -> None:
        found = self._of(family)
        self.within.set_options([Option(one.code, one.name) for one in found])
        self.within.set_code(code)
        self.within.setVisible(len(found) > 1)

"""The self-test: proves that an installation is whole, from its files to a painted window and a written PDF.

It touches no store of whoever runs it; what it makes stands in a temporary folder and goes away again.
"""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, qVersion
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

import desktop_crm
from desktop_crm.bootstrap import Desk, Office, open_office
from desktop_crm.core import paths
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Known, StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData, PointData
from desktop_crm.customers.points import PointKind
from desktop_crm.dossier.file import open_customer_file
from desktop_crm.exchange.vcard_read import read_cards
from desktop_crm.founding import making_office
from desktop_crm.process.reads import versions
from desktop_crm.process.toml_form import read_file
from desktop_crm.reports.customer_sheet import customer_sheet
from desktop_crm.store.keys import make_key
from desktop_crm.store.verify import check_store
from desktop_crm.ui.app import App
from desktop_crm.ui.login.gate import Gate
from desktop_crm.ui.theme import Mode, icons, install, theme
from desktop_crm.ui.unseen import application
from desktop_crm.workflow.ledger import read_item

_WHITE = 0xFFFFFFFF
_COLOURS = 12
# Half a minute, looked at twenty times a second.
_ROUNDS, _ROUND_MS = 600, 50
_PASSWORD = "whole and sound"
_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_RESOURCES = ("tokens.json", "sample/model.toml", "sample/employees.toml", "help/index.md", "fonts")
# What the sample's shortest process asks for, by activity.
_ANSWERS: Mapping[str, Mapping[str, str]] = {
    "receive_question": {
        "subject": "cover",
        "words": "Is my bicycle insured abroad?",
        "answered_at_once": "yes",
        "answer_draft": "Yes, everywhere in Europe.",
    },
    "answer_customer": {"told": "Yes, everywhere in Europe.", "content": "yes"},
}


class NotWhole(Known):
    """The installation lacks something; the sentence says what."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is tried. `run` returns what was found, or raises `Known` with a sentence."""

    name: str
    run: Callable[[], str]


def checks() -> Iterator[Check]:
    """Yield the checks in an order in which each may rely on the ones before it."""
    with tempfile.TemporaryDirectory(prefix="desktop-crm-") as place:
        bench = _Bench(Path(place))
        yield Check(_("Program"), _imports)
        yield Check(_("Resources"), _resources)
        yield Check(_("Time zones"), _time_zones)
        yield Check(_("Store"), bench.plain_store)
        yield Check(_("Encrypted store"), bench.encrypted_store)
        yield Check(_("Sample company"), bench.sample_company)
        yield Check(_("Case"), bench.case)
        yield Check(_("vCard"), bench.cards)
        yield Check(_("PDF"), bench.pdf)
        yield Check(_("Fonts and icons"), _fonts_and_icons)
        yield Check(_("Window"), bench.window)
        bench.close()


def _imports() -> str:
    """Import every module of the product but the start of the command line, which would run."""
    count = 0
    for module in pkgutil.walk_packages(desktop_crm.__path__, "desktop_crm."):
        if not module.name.endswith("__main__") and not module.name.startswith("desktop_crm._data"):
            importlib.import_module(module.name)
            count += 1
    if not count:
        raise NotWhole(_("The program's modules can't be listed; install it again."))
    return _("{count} modules of release {release}").format(count=count, release=desktop_crm.__version__)


def _resources() -> str:
    missing = [name for name in _RESOURCES if not (paths.resources() / name).exists()]
    if missing:
        raise NotWhole(
            _("Resources are missing ({names}); install the program again.").format(names=", ".join(missing))
        )
    steps = len(list((paths.migrations() / "versions").glob("*.py")))
    if not steps:
        raise NotWhole(_("The steps that make a store are missing; install the program again."))
    return _("complete, with {count} steps that make a store").format(count=steps)


def _time_zones() -> str:
    summer = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam")).utcoffset()
    winter = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam")).utcoffset()
    if summer is None or winter is None or summer - winter != timedelta(hours=1):
        raise NotWhole(_("The time zones of this machine are wrong; working hours would be too."))
    return _("known, with summer time")


class _Bench:
    """The temporary folder in which stores are made, a case is walked and a window is painted."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._time = FakeTime(_NOW)
        self._office: Office | None = None
        self._customer: CustomerId | None = None

    def close(self) -> None:
        """Close what is open, so that the folder can go."""
        if self._office is not None:
            self._office.close()
            self._office = None

    def _desk(self) -> Desk:
        """Return the administrator's desk in the plain store."""
        if self._office is None:
            self._office = open_office(self._place / "plain.store", time=self._time)
        return self._office.log_in("admin", _PASSWORD)

    def _make(self, name: str, key: bytes | None = None) -> Path:
        path = self._place / name
        with making_office(path, key, self._time) as office:
            office.make_first_administrator(name="Ada Winter", login="admin", password=_PASSWORD)
        found = check_store(path, key)
        if found:
            raise NotWhole(_("A new store is not whole: {finding}").format(finding=found[0].sentence))
        return path

    def plain_store(self) -> str:
        """Make a store by its migrations, and verify it."""
        self._make("plain.store")
        return _("made, and verified")

    def encrypted_store(self) -> str:
        """Make an encrypted store, which nobody opens without its key."""
        path = self._make("secret.store", make_key(self._place / "secret.key"))
        try:
            open_office(path, time=self._time).close()
        except StoreProblem:
            return _("made, and closed to whoever lacks its key")
        raise NotWhole(_("An encrypted store opened without its key; install the program again."))

    def sample_company(self) -> str:
        """Publish the sample company's model."""
        desk = self._desk()
        desk.model.import_model(read_file(paths.resources() / "sample" / "model.toml"))
        with desk.store.read() as view:
            number = versions(view)[-1].number
        desk.model.publish(number=number)
        with desk.store.read() as view:
            known = desk.catalogue(view)
        return _("published, with {count} processes").format(count=len(known.processes))

    def case(self) -> str:
        """Walk a case of a new customer from its question to its answer."""
        desk = self._desk()
        data = CustomerData(
            given="Zoë",
            particle="van der",
            family="Meer",
            points=(PointData(PointKind.EMAIL, "zoe@example.com"),),
        )
        self._customer = CustomerId(next(iter(desk.customers.add_customer(data=data).ids("customer"))))
        outcome = desk.cases.start_case(
            process="information_request", channel="telephone", customer=self._customer, asks=["Abroad too?"]
        )
        for _step in _ANSWERS:
            self._time.advance(120)
            item = outcome.mine[0]
            with desk.store.read() as view:
                activity = read_item(view, item)[1].item.activity
            outcome = desk.cases.complete(work_item=item, outputs=_ANSWERS[activity])
        if not outcome.concluded:
            raise NotWhole(_("A case did not come to its end; install the program again."))
        return _("{number} walked to its conclusion").format(number=outcome.number)

    def cards(self) -> str:
        """Write the customer as a vCard and read it back."""
        file = self._place / "customer.vcf"
        self._desk().exports.export_customers(path=file)
        with file.open("rb") as stream:
            read = [one.incoming for one in read_cards(stream) if one.incoming is not None]
        if (
            len(read) != 1
            or read[0].data.given != "Zoë"
            or read[0].data.points[0].content != "zoe@example.com"
        ):
            raise NotWhole(_("A vCard did not come back as it was written; install the program again."))
        return _("written, and read back as it was")

    def pdf(self) -> str:
        """Write the customer's contact sheet."""
        desk, file = self._desk(), self._place / "sheet.pdf"
        assert self._customer is not None, "the case was started for somebody"
        with desk.store.read() as view:
            known = open_customer_file(
                view, self._customer, plans=desk.office.plans, actor=desk.actor, now=self._time.now()
            )
            customer_sheet(known, file)
        if not file.read_bytes().startswith(b"%PDF-"):
            raise NotWhole(_("The contact sheet is no PDF; install the program again."))
        return _("written, {size} bytes").format(size=file.stat().st_size)

    def window(self) -> str:
        """Log in at the real window and paint the desk."""
        self.close()
        app = App(Gate(self._place / "plain.store", time=self._time))
        try:
            door = app.start()
            door.log_in.field("login").setText("admin")
            door.log_in.field("password").setText(_PASSWORD)
            door.log_in.submit()
            for _round in range(_ROUNDS):
                QTest.qWait(_ROUND_MS)
                if app.office is not None:
                    break
            else:
                raise NotWhole(_("The log-in window does not lead to a desk; install the program again."))
            picture = app.office.window.grab().toImage()
            colours = {
                picture.pixel(x, y)
                for x in range(0, picture.width(), 7)
                for y in range(0, picture.height(), 7)
            }
            if len(colours) < _COLOURS:
                raise NotWhole(_("The desk was painted empty; install the program again."))
            return _("the desk, {wide} by {high} pixels").format(wide=picture.width(), high=picture.height())
        finally:
            app.close()
            for shown in (app.login, app.office.window if app.office else None):
                if shown is not None:
                    shown.hide()
                    shown.deleteLater()
            app.deleteLater()
            QTest.qWait(0)


def _fonts_and_icons() -> str:
    """Paint a letter and an icon, each of which must leave something on the paper."""
    install(application(), Mode.LIGHT)
    for name in ("desk", "customers", "ph.magnifying-glass"):
        if not icons.exists(theme().icon_name(name)):
            raise NotWhole(_("The icon “{name}” is missing; install the program again.").format(name=name))
    words = QImage(64, 32, QImage.Format.Format_RGB32)
    icon = words.copy()
    for image, paint in (
        (words, lambda painter: painter.drawText(4, 24, "Aé")),
        (icon, lambda painter: theme().paint_icon(painter, QRectF(8, 4, 24, 24), "desk", "text")),
    ):  # fmt: skip
        image.fill(_WHITE)
        painter = QPainter(image)
        painter.setFont(theme().font("body"))
        paint(painter)
        painter.end()
        if all(image.pixel(x, y) == _WHITE for x in range(64) for y in range(32)):
            raise NotWhole(
                _("This machine paints no letters or icons; a font is missing. Install one, such as DejaVu.")
            )
    return _("painted, by Qt {version}").format(version=qVersion())

"""Where settings, store and services are put together: an office is an open store, a desk who works in it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_crm.core import paths
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _

# Rooms are imported where they are first needed: a command that only opens a store loads no workflow.
if TYPE_CHECKING:
    from uuid import UUID

    from desktop_crm.access.log_in import LogInService
    from desktop_crm.access.model import Actor, Catalogue
    from desktop_crm.access.passwords import Passwords
    from desktop_crm.access.service import EmployeeService
    from desktop_crm.access.why import Explanation
    from desktop_crm.core.changes import Changes
    from desktop_crm.core.clock import TimeSource
    from desktop_crm.customers.contacts import ContactService
    from desktop_crm.customers.duplicates import DuplicateService
    from desktop_crm.customers.filing import FilingService
    from desktop_crm.customers.intake import IntakeService
    from desktop_crm.customers.portfolios import PortfolioService
    from desktop_crm.customers.service import CustomerService
    from desktop_crm.customers.trading import TradingService
    from desktop_crm.exchange.exporting import ExportService
    from desktop_crm.exchange.measuring import Measuring
    from desktop_crm.privacy.service import PrivacyService
    from desktop_crm.process.drafting import DraftingService
    from desktop_crm.process.screening import ScreeningService
    from desktop_crm.process.service import ModelService
    from desktop_crm.process.sketching import SketchingService
    from desktop_crm.store.server.address import Location
    from desktop_crm.store.work import Reading, Store
    from desktop_crm.workflow.absences import AbsenceService
    from desktop_crm.workflow.acting import Acting
    from desktop_crm.workflow.carrying import CarryingService
    from desktop_crm.workflow.drafts import DraftService
    from desktop_crm.workflow.handing import WorkItemService
    from desktop_crm.workflow.merging import MergeService
    from desktop_crm.workflow.plans import Plans
    from desktop_crm.workflow.promises import Promises
    from desktop_crm.workflow.proposing import ProposingService
    from desktop_crm.workflow.service import CaseService
    from desktop_crm.workflow.steering import SteeringService


def default_location() -> Path:
    """Return where the store is when nobody says otherwise."""
    return paths.data_folder() / "office.store"


def open_office(
    location: Location | str, key_file: Path | None = None, time: TimeSource | None = None
) -> Office:
    """Open the store at `location`; raise `StoreProblem` in one sentence."""
    from desktop_crm.store.keys import read_key
    from desktop_crm.store.open import open_store

    path = place_of(location)
    return Office(open_store(path, None if key_file is None else read_key(key_file), time))


def open_or_create_office(
    location: Location | str, key_file: Path | None = None, time: TimeSource | None = None
) -> Office:
    """Open the store at `location`, making an empty one first where there is no file; not on a server."""
    from desktop_crm.store.files import kind_of

    path = place_of(location)
    if not isinstance(path, Path) or kind_of(path) != "missing":
        return open_office(path, key_file, time)
    from desktop_crm.store.create import create_store
    from desktop_crm.store.keys import read_key

    return Office(create_store(path, None if key_file is None else read_key(key_file), time))


def place_of(location: Location | str) -> Location:
    """Return the place of a store, a file or a server's address; raise `StoreProblem` for neither."""
    from desktop_crm.store.server.address import location_of

    return location_of(location) if isinstance(location, str) else location


def file_of(location: Location | str) -> Path:
    """Return the file of an embedded store; raise `StoreProblem` for a server's address."""
    found = place_of(location)
    if isinstance(found, Path):
        return found
    raise StoreProblem(
        _("{location} is on a server, where this is not done yet; nothing was changed. Name a file.").format(
            location=found
        )
    )


class Office:
    """An open store, and what can be done in it before anybody logs in.

    Attributes:
        store: the store; `passwords`: how they are hashed, which tests replace by something quick.
    """

    def __init__(self, store: Store, passwords: Passwords | None = None) -> None:
        self.store = store
        self._passwords = passwords

    @cached_property
    def passwords(self) -> Passwords:
        """How passwords are checked and hashed."""
        from desktop_crm.access.passwords import Passwords

        return self._passwords or Passwords()

    @cached_property
    def plans(self) -> Plans:
        """The plans of published versions, read once per program."""
        from desktop_crm.workflow.plans import Plans

        return Plans()

    @cached_property
    def promises(self) -> Promises:
        """What can be promised to customers, learned from the cases that ran."""
        from desktop_crm.workflow.promises import Promises

        return Promises()

    @cached_property
    def gate(self) -> LogInService:
        """Logging in, and what can be done before."""
        from desktop_crm.access.log_in import LogInService

        return LogInService(self.store, self.passwords)

    def is_new(self) -> bool:
        """Tell whether nobody works here yet, so that the first administrator is to be made."""
        from desktop_crm.access.reads import is_new

        with self.store.read() as view:
            return is_new(view)

    def log_in(self, login: str, password: str) -> Desk:
        """Return the desk of who logged in; raise `Refused` in one sentence."""
        return Desk(self, self.gate.log_in(login, password))

    def desk_of(self, actor: Actor) -> Desk:
        """Return the desk of somebody who proved who they are in another way (tests, a second window)."""
        return Desk(self, actor)

    def end_expired_waits(self) -> Changes:
        """Let cases go on whose wait came to its end, and give back what was lent; return what changed."""
        from desktop_crm.workflow.returning import return_what_was_lent
        from desktop_crm.workflow.waits import end_expired_waits

        return end_expired_waits(self.store, self.plans) | return_what_was_lent(self.store)

    def must_change_password(self, actor: Actor) -> bool:
        """Tell whether somebody's password was given to them."""
        from desktop_crm.access.reads import must_change_password

        with self.store.read() as view:
            return must_change_password(view, actor.id)

    def make_first_administrator(self, *, name: str, login: str, password: str) -> str:
        """Make the first administrator; return the recovery key, which is shown this once."""
        return self.gate.make_first_administrator(login=login, name=name, password=password)[0]

    def change_password(self, actor: Actor, *, old: str, new: str) -> None:
        """Replace somebody's own password."""
        self.desk_of(actor).employees.change_password(old=old, new=new)

    def recover_administrator(self, *, login: str, key: str, new: str) -> str:
        """Give a lost administrator a new password by the recovery key; return the next key."""
        return self.gate.recover_administrator(login=login, key=key, new=new)[0]

    def close(self) -> None:
        """Close the store."""
        self.store.close()


class Desk:
    """The services of the office, bound to one employee; each is made when it is first used.

    Attributes:
        office: where they work; `actor`: who they are.
    """

    def __init__(self, office: Office, actor: Actor) -> None:
        self.office = office
        self.actor = actor

    @property
    def store(self) -> Store:
        """The store, for reads."""
        return self.office.store

    @cached_property
    def _acting(self) -> Acting:
        from desktop_crm.workflow.acting import Acting

        return Acting(self.store, self.actor, self.office.plans)

    @cached_property
    def cases(self) -> CaseService:
        """Start, complete, conclude."""
        from desktop_crm.workflow.service import CaseService

        return CaseService(self._acting)

    @cached_property
    def items(self) -> WorkItemService:
        """Take, claim, release, hand over, delegate, pause."""
        from desktop_crm.workflow.handing import WorkItemService

        return WorkItemService(self._acting)

    @cached_property
    def absences(self) -> AbsenceService:
        """Who is away, and who stands in."""
        from desktop_crm.workflow.absences import AbsenceService

        return AbsenceService(self._acting)

    @cached_property
    def steering(self) -> SteeringService:
        """Back, skip, add, correct, identify, cancel, reopen."""
        from desktop_crm.workflow.steering import SteeringService

        return SteeringService(self._acting)

    @cached_property
    def carrying(self) -> CarryingService:
        """Let a case go on under the version in force."""
        from desktop_crm.workflow.carrying import CarryingService

        return CarryingService(self._acting)

    @cached_property
    def drafts(self) -> DraftService:
        """What was typed and not completed yet."""
        from desktop_crm.workflow.drafts import DraftService

        return DraftService(self._acting)

    @cached_property
    def customers(self) -> CustomerService:
        """Add and change customers."""
        from desktop_crm.customers.service import CustomerService

        return CustomerService(self.store, self.actor, self._in_force)

    @cached_property
    def filing(self) -> FilingService:
        """Fields, tags, statements, names elsewhere and documents of a customer."""
        from desktop_crm.customers.filing import FilingService

        return FilingService(self.store, self.actor, self._in_force)

    @cached_property
    def portfolios(self) -> PortfolioService:
        """Hand customers over from one employee to another."""
        from desktop_crm.customers.portfolios import PortfolioService

        return PortfolioService(self.store, self.actor, self._in_force)

    @cached_property
    def trading(self) -> TradingService:
        """Bring transactions in from other systems."""
        from desktop_crm.customers.trading import TradingService

        return TradingService(self.store, self.actor, self._in_force)

    @cached_property
    def duplicates(self) -> DuplicateService:
        """Customers who may be in the store twice."""
        from desktop_crm.customers.duplicates import DuplicateService

        return DuplicateService(self.store, self.actor, self._in_force)

    @cached_property
    def merges(self) -> MergeService:
        """Make two customers one, and two again."""
        from desktop_crm.workflow.merging import MergeService

        return MergeService(self._acting)

    @cached_property
    def contacts(self) -> ContactService:
        """Contact history outside of cases."""
        from desktop_crm.customers.contacts import ContactService

        return ContactService(self.store, self.actor, self._in_force)

    @cached_property
    def intake(self) -> IntakeService:
        """Bring customers in from files."""
        from desktop_crm.customers.intake import IntakeService

        return IntakeService(self.store, self.actor, self._in_force)

    @cached_property
    def exports(self) -> ExportService:
        """Take customers out into files."""
        from desktop_crm.exchange.exporting import ExportService

        return ExportService(self.store, self.actor, self._in_force)

    @cached_property
    def privacy(self) -> PrivacyService:
        """Tell everything held on a person, erase them, and the record of both."""
        from desktop_crm.privacy.service import PrivacyService

        return PrivacyService(self.store, self.actor, self._in_force)

    @cached_property
    def measuring(self) -> Measuring:
        """A team's figures, and event logs."""
        from desktop_crm.exchange.measuring import Measuring

        return Measuring(self.store, self.actor, self._in_force, self.office.plans)

    @cached_property
    def model(self) -> ModelService:
        """Draft and publish the process model."""
        from desktop_crm.process.service import ModelService

        return ModelService(self.store, self.actor)

    @cached_property
    def drafting(self) -> DraftingService:
        """The draft of the process model, kept as it is typed."""
        from desktop_crm.process.drafting import DraftingService

        return DraftingService(self.store, self.actor)

    @cached_property
    def employees(self) -> EmployeeService:
        """Accounts and roles."""
        from desktop_crm.access.service import EmployeeService

        return EmployeeService(self.store, self.actor, self.office.passwords, self.catalogue)

    @cached_property
    def sketching(self) -> SketchingService:
        """Sketches of how the work could run."""
        from desktop_crm.process.sketching import SketchingService

        return SketchingService(self.store, self.actor)

    @cached_property
    def screening(self) -> ScreeningService:
        """What is said of a version before it is put to work, and after."""
        from desktop_crm.process.screening import ScreeningService

        return ScreeningService(self.store, self.actor)

    @cached_property
    def proposing(self) -> ProposingService:
        """Proposals of key success factors, and decisions on them."""
        from desktop_crm.workflow.proposing import ProposingService

        return ProposingService(self.store, self.actor, self.office.plans)

    def catalogue(self, view: Reading, who: UUID | None = None) -> Catalogue:
        """Return what the model in force for an employee (this one, unless said) calls its things."""
        from desktop_crm.workflow.catalogue import catalogue_for

        return catalogue_for(view, self.office.plans, who or self.actor.id)

    def why(self, *, login: str, action: str, on: str = "") -> Explanation:
        """Return why an employee may, or may not, do something; see `workflow.why.explain_any`."""
        from desktop_crm.access.reads import employee
        from desktop_crm.workflow.why import explain_any

        with self.store.read() as view:
            whose = employee(view, login).id
            known = self.catalogue(view, whose)
            return explain_any(
                view, self.office.plans, self.actor, login=login, action=action, on=on,
                catalogue=lambda _view: known,
            )  # fmt: skip

    def _in_force(self, view: Reading) -> UUID | None:
        from desktop_crm.process.reads import version_in_force

        return version_in_force(view, self.actor.id)

"""A locked desk on a shared store: whoever works there goes on, with a password that may be new by then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from psycopg import sql
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.logins import login_role
from desktop_crm.ui.app import App
from desktop_crm.ui.login.gate import Credentials, Gate
from tests.server import Server
from tests.ui.screens.conftest import PASSWORD
from tests.ui.screens.test_locking import at
from tests.workflow.small_company import found

pytestmark = [pytest.mark.gui, pytest.mark.server_in_soak]


@pytest.mark.parametrize("dialect", ["postgresql"])
@pytest.mark.usefixtures("dialect")
def test_the_desk_goes_on_with_a_new_password_and_another_gets_a_log_in_of_their_own(
    database: Address, server: Server, fake_time: FakeTime, qtbot: QtBot
) -> None:
    with closing(open_store(database, time=fake_time)) as store:
        company = found(store)

    def give(login: str, password: str) -> None:
        role = sql.Identifier(login_role(login, database.database))
        server.run(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))

    def until(so: Callable[[], bool]) -> None:
        qtbot.waitUntil(so, timeout=20_000)

    def log_in(login: str, password: str) -> None:
        assert app.login is not None
        page = app.login.log_in
        page.field("login").setText(login)
        page.field("password").setText(password)
        page.submit()

    give("anouk", PASSWORD)
    give("tim", PASSWORD)
    app = App(Gate(str(database)))
    app.start_as(Credentials("anouk", PASSWORD))
    until(lambda: app.office is not None and app.office.desk.filled)
    office = at(app)
    app.lock()
    give("anouk", "quite another secret")
    log_in("anouk", "quite another secret")
    until(lambda: not app.locked and not app.tasks.busy)
    assert app.office is office
    page = office.open_customer(company.customers["vries"])
    until(lambda: "Vries" in page.title and not app.tasks.busy)
    app.lock()
    log_in("tim", PASSWORD)
    until(lambda: app.office not in (None, office) and app.login is None and not app.tasks.busy)
    assert at(app).session.actor.login == "tim"
    assert [page.key for page in at(app).window.pages] == ["desk"]
    app.lock()
    app.quit()
    until(lambda: app.office is None and app.login is None)

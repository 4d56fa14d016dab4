"""What may be wrong with a server, each for real: one sentence, which repeats no password."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg import sql

from desktop_crm.core.errors import Contended, StoreProblem
from desktop_crm.store.open import open_store
from desktop_crm.store.search import put_many
from desktop_crm.store.server import connections
from desktop_crm.store.server.address import Address, address_of
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.create import create_server_store
from desktop_crm.store.work import Store
from tests.server import PASSWORD, Server, left_open
from tests.store.documents import BAKERY, JAN, ZOE, found, strangers


@pytest.fixture
def dialect() -> str:
    return "postgresql"


def refusal(act: Callable[[], object], kind: type[Exception] = StoreProblem) -> str:
    with pytest.raises(kind) as caught:
        act()
    sentence = str(caught.value)
    assert sentence.endswith((".", "!"))
    assert "\n" not in sentence
    assert PASSWORD not in sentence
    return sentence


def write(store: Store) -> None:
    with store.write(None):
        pass


def test_a_server_that_is_away_is_said_to_be_away(server: Server) -> None:
    nobody = Address("127.0.0.1", 1, "store", "prefer")
    assert "can't be reached" in refusal(lambda: open_store(nobody))


def test_a_wrong_password_and_an_unknown_name_are_not_told_apart(
    database: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "not this one")
    wrong = refusal(lambda: open_store(database))
    monkeypatch.setenv("PGUSER", "nobody at all")
    assert refusal(lambda: open_store(database)) == wrong
    assert "not this one" not in wrong
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", "none")
    assert refusal(lambda: open_store(database)) == wrong


def test_a_missing_database_is_said_to_be_missing_and_not_made(server: Server) -> None:
    address = server.address("nothing_here")
    for _again in range(2):
        assert "There is no store" in refusal(lambda: open_store(address))


def test_another_program_s_database_is_no_store(server: Server) -> None:
    assert "not a store of this program" in refusal(lambda: open_store(server.address("postgres")))


def test_a_server_without_a_certificate_is_told_nothing_where_one_is_asked_for(
    server: Server, database: Address
) -> None:
    asked = address_of(f"postgresql://127.0.0.1:{server.port}/{database.database}?sslmode=require")
    assert "could not be protected" in refusal(lambda: open_store(asked))


def test_a_server_that_is_too_old_is_named(database: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OLDEST_SERVER", 990000)
    assert "99 or newer" in refusal(lambda: open_store(database))


def test_a_key_file_opens_no_server(database: Address) -> None:
    assert "no key opens it" in refusal(lambda: open_store(database, bytes(32)))


# As on a server whose keeper allows no extensions.
_NO_EXTENSIONS = """
CREATE FUNCTION public.refuse_extension() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN RAISE insufficient_privilege; END $$;
CREATE EVENT TRIGGER no_extension ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION')
    EXECUTE FUNCTION public.refuse_extension();
"""


@pytest.fixture
def humble(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store made by somebody who may make roles, and tables in their database, but no extension there."""
    name = sql.Identifier("humble")
    server.run(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(name, sql.Literal(PASSWORD)))
    address = server.address(server.fresh())
    database = sql.Identifier(address.database)
    server.run(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, name))
    with closing(server.connect(address.database)) as there:
        there.execute(_NO_EXTENSIONS)
        there.commit()
    with monkeypatch.context() as patch:
        patch.setenv("PGUSER", "humble")
        made = create_server_store(address)
    yield made
    made.close()
    server.drop(address)
    server.run(sql.SQL("DROP ROLE {}").format(name))


def test_without_the_extension_a_store_is_made_all_the_same_and_search_finds_the_same(
    store: Store, humble: Store
) -> None:
    assert (facts(humble)["search"], facts(store)["search"]) == ("slow", "trigrams")
    people = [JAN, ZOE, BAKERY, *strangers(200)]
    for one in (store, humble):
        with one.write(None) as work:
            put_many(work, people)
    typed = ["v", "de", "devr", "jan vries", "8011 ab", "gök", "smi kkerij", "ukas", "345678", "06 1234", "-"]
    typed += sorted({person.sort_key[begin : begin + 3] for person in people[3:40] for begin in range(4)})
    hits = {words: found(store, words, 300) for words in typed}
    assert sum(map(bool, hits.values())) > 50
    assert {words: found(humble, words, 300) for words in typed} == hits


def facts(store: Store) -> dict[str, str]:
    with store.read() as view:
        return dict(view.driver.execute("SELECT name, content FROM store_fact").fetchall())


def test_who_may_not_make_a_database_is_told_whom_to_ask(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.run(sql.SQL("CREATE ROLE guest LOGIN PASSWORD {}").format(sql.Literal(PASSWORD)))
    address = server.address(server.fresh())
    monkeypatch.setenv("PGUSER", "guest")
    said = refusal(lambda: create_server_store(address))
    monkeypatch.undo()
    server.run(sql.SQL("DROP ROLE guest"))
    assert "administrator" in said


def test_what_a_colleague_keeps_locked_is_waited_for_and_then_said(
    database: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LOCK_SECONDS", 1)
    store = open_store(database)

    def change() -> None:
        with store.write(None) as work:
            work.driver.execute("UPDATE store_fact SET content = content WHERE name = 'release'")

    with closing(connect(database, writes=True)) as other:
        other.execute("UPDATE store_fact SET content = content WHERE name = 'release'")
        assert "locked" in refusal(change)
    change()
    store.close()


def test_a_deadlock_is_a_conflict_that_can_be_tried_again(database: Address) -> None:
    """The server ends one of two who wait for each other; here it is told to, as it would."""
    store = open_store(database)

    def lose() -> None:
        with store.write(None) as work:
            work.driver.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$")

    assert "colleague" in refusal(lose, Contended)
    write(store)
    store.close()


def test_a_store_to_read_from_only_refuses_in_a_sentence(store: Store) -> None:
    def change() -> None:
        with store.read() as view:
            view.driver.execute("DELETE FROM store_fact")

    assert "copy to read from" in refusal(change)


def test_what_a_test_leaves_open_is_found_at_its_end(database: Address) -> None:
    store = open_store(database)
    assert left_open() == [database.database]
    store.close()
    assert left_open() == []


@pytest.fixture
def own_server(server: Server) -> Iterator[Server]:
    """A server that a test may stop."""
    folder = Path(tempfile.mkdtemp(prefix="desktop-crm-pg-"))
    running = Server(folder)
    running.build()
    running.start()
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_server_that_restarts_is_found_again_and_what_was_stored_is_there(own_server: Server) -> None:
    store = create_server_store(own_server.address("office"))
    write(store)
    own_server.stop()
    assert "can't be reached" in refusal(lambda: write(store))
    own_server.start()
    write(store)
    with store.read() as view:
        assert view.driver.execute("SELECT count(*) FROM store_fact").fetchone()[0] > 0
    store.close()


def test_a_server_that_dies_in_mid_act_keeps_no_half_of_it(own_server: Server) -> None:
    store = create_server_store(own_server.address("office"))

    def die_in_between() -> None:
        with store.write(None) as work:
            work.driver.execute("INSERT INTO store_fact VALUES ('half', 'an act')")
            own_server.stop(signal.SIGQUIT)
            work.driver.execute("INSERT INTO store_fact VALUES ('whole', 'an act')")

    assert "lost" in refusal(die_in_between)
    own_server.start()
    with store.read() as view:
        found = view.driver.execute("SELECT name FROM store_fact WHERE content = 'an act'").fetchall()
    store.close()
    assert found == []

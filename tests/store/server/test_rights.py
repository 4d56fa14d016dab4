"""Rights in the database: what is shown to whoever logs in with a program of their own, and what they may change."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import psycopg
import pytest

from desktop_crm.core.errors import Refused, StoreProblem
from desktop_crm.core.ids import new_id
from desktop_crm.store.find import find
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.logins import LogIn, give_password
from desktop_crm.store.verify import check_store
from tests.server import Server
from tests.store.server.people import SECRET, Place

TABLES_OF_CUSTOMERS = """
SELECT relname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'customer_id'
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1
"""


# --- The catalogue: nothing is left to a default. ---


def test_no_table_is_without_forced_row_security_and_a_policy(database: Address) -> None:
    left = _asked(
        database,
        "SELECT pg_class.oid::regclass::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema' "
        "AND NOT (relrowsecurity AND relforcerowsecurity "
        "AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))",
    )
    assert left == []


def test_nothing_is_granted_to_everybody(database: Address) -> None:
    tables = _asked(
        database,
        "SELECT oid::regclass::text FROM pg_class, aclexplode(relacl) AS granted WHERE granted.grantee = 0 "
        "AND relnamespace IN ('public'::regnamespace, 'rights'::regnamespace)",
    )
    functions = _asked(
        database,
        "SELECT pg_proc.oid::regprocedure::text FROM pg_proc LEFT JOIN pg_depend ON objid = pg_proc.oid "
        "AND deptype = 'e', aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted "
        "WHERE granted.grantee = 0 AND objid IS NULL AND pronamespace = 'public'::regnamespace",
    )
    schemas = _asked(
        database,
        "SELECT nspname::text FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS granted "
        "WHERE granted.grantee = 0 AND nspname IN ('public', 'rights')",
    )
    assert (tables, functions, schemas) == ([], [], [])


def test_every_function_with_another_s_rights_has_its_search_path_pinned(database: Address) -> None:
    left = _asked(
        database,
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND NOT coalesce(proconfig, '{}') && array['search_path=pg_catalog, public, pg_temp']",
    )
    assert left == []


def test_no_view_shows_what_its_owner_may_see(database: Address) -> None:
    left = _asked(
        database,
        "SELECT pg_class.oid::regclass::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE relkind IN ('v', 'm') AND nspname !~ '^pg_' AND nspname <> 'information_schema' "
        "AND NOT coalesce(reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']",
    )
    assert left == []


def test_the_owner_of_the_tables_never_logs_in_and_nobody_who_does_makes_roles(company: Place) -> None:
    owners = _asked(
        company.address,
        "SELECT DISTINCT rolname::text FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner "
        "WHERE relnamespace IN ('public'::regnamespace, 'rights'::regnamespace) AND (rolcanlogin OR rolsuper)",
    )
    mighty = _asked(
        company.address,
        "SELECT rolname::text FROM pg_roles WHERE rolname LIKE '%@' || current_database() "
        "AND (rolcreaterole OR rolcreatedb OR rolsuper OR rolbypassrls OR rolreplication)",
    )
    assert (owners, mighty) == ([], [])


@pytest.mark.parametrize(
    "statement",
    [
        "DROP POLICY reads ON customer",
        "ALTER POLICY reads ON customer USING (true)",
        "ALTER TABLE contact NO FORCE ROW LEVEL SECURITY",
        "GRANT SELECT ON change_log TO PUBLIC",
        "GRANT SELECT (password_hash) ON credential TO PUBLIC",
        "GRANT EXECUTE ON FUNCTION crm_admit(text, boolean) TO PUBLIC",
        "CREATE VIEW everybody AS SELECT * FROM customer",
        "CREATE POLICY more ON customer USING (true)",
    ],
)
def test_the_check_finds_policies_and_grants_that_were_changed(database: Address, statement: str) -> None:
    with closing(connect(database, writes=True)) as there:
        there.execute(statement)
        there.commit()
    assert "rights" in {finding.kind for finding in check_store(database)}


# --- What is shown. ---


def test_a_portfolio_shows_one_s_own_customers_and_those_of_nobody(company: Place) -> None:
    shown = {
        name: {found[0] for found in company.ask(name, "SELECT id FROM customer")} for name in company.people
    }
    who = company.customers
    assert shown["anouk"] == {who["vries"], who["yilmaz"]}
    assert shown["tim"] == {who["smit"], who["yilmaz"]}
    assert shown["greet"] == set(who.values())  # she supervises


def test_whose_activity_waits_in_a_case_sees_its_customer(company: Place) -> None:
    customer = "SELECT id FROM customer WHERE id = %(smit)s"
    with closing(connect(company.address, writes=True)) as there:
        for holder, role, expected in (
            (None, "claims", True),
            ("tim", "claims", False),
            ("joost", "claims", True),
        ):
            there.execute(
                "UPDATE work_item SET role = %s, holder_id = %s, state = %s "
                "WHERE case_id = %s AND state <> 'completed'",
                (role, holder and company.people[holder], "claimed" if holder else "offered", company.case),
            )
            there.execute(f'SET LOCAL SESSION AUTHORIZATION "joost@{company.address.database}"')
            assert bool(there.execute(customer, company.named()).fetchall()) is expected
            there.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT")


def test_where_portfolios_are_open_everybody_who_serves_sees_every_customer(company: Place) -> None:
    with company.logged_in("greet") as greet:
        greet.execute("SELECT crm_portfolios(false)")
        assert greet.execute("SELECT content FROM store_fact WHERE name = 'portfolios'").fetchall() == [
            ("open",)
        ]
    with pytest.raises(psycopg.errors.RaiseException, match="only administrators"):
        company.ask("anouk", "SELECT crm_portfolios(false)")


def test_of_no_table_a_row_of_another_s_customer_is_shown(company: Place) -> None:
    tables = [name for (name,) in _asked(company.address, TABLES_OF_CUSTOMERS)]
    assert len(tables) > 15
    for table in tables:
        everything = _asked(company.address, f"SELECT customer_id FROM {table}")
        try:
            shown = company.ask("anouk", f"SELECT customer_id FROM {table}")
        except psycopg.errors.InsufficientPrivilege:
            continue
        assert (company.customers["smit"],) not in shown, table
        assert len(shown) <= len(everything)


def test_a_sensitive_fact_is_shown_to_those_whose_activities_use_it(company: Place) -> None:
    fact = "SELECT content FROM item_value WHERE item = 'health'"
    assert company.ask("tim", fact) == [("a bad back",)]
    assert company.ask("greet", fact) == []  # she supervises, and no activity of hers uses it


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT name FROM customer WHERE id = %(smit)s",
        "SELECT name FROM customer WHERE id = %(smit)s FOR UPDATE",
        "TABLE customer",
        "SELECT c.name FROM contact JOIN customer AS c ON c.id = contact.customer_id",
        "SELECT street FROM address WHERE customer_id = %(smit)s",
        "SELECT text FROM contact WHERE customer_id = %(smit)s",
        "SELECT words FROM search_doc WHERE words LIKE '%%smit%%'",
        "SELECT words FROM crm_find('words', array['%% smit%%'], 'smit', 'smj', 'smit', 'smj', '', 0, 50, 50)",
        "SELECT words FROM crm_find('parts', array['%%mit%%'], 'mit', 'mj', 'mit', 'mj', '', 0, 50, 50)",
        "SELECT words FROM crm_find('sort_key', NULL, 'bakkerij', 'bakkerik', '', '', '', 0, 50, 50)",
        "SELECT words FROM crm_find('parts', array['%%'') OR true --'], 'x', 'x', 'x', 'x', '', 0, 50, 50)",
        "SELECT words FROM crm_find('true) OR (true', NULL, '', '', '', '', '', 0, 50, 50)",
        "SELECT words FROM crm_find('spelt', array[' (smit|smid)'], 'smit', 'smj', 'smit', 'smj', '', 0, 50, 50)",
        "SELECT 'smit' FROM crm_said('van', 0, 1::bigint << 62, '', '', 1::bigint << 62, gen_random_uuid(), 50)",
        "SELECT * FROM crm_spelt(array['smit'], array['smit'], array['smi'], array['tim'], 3, 9)",
        "SELECT reader FROM rights.reader WHERE customer_id = %(smit)s",
        "SELECT histogram_bounds::text FROM pg_stats WHERE tablename = 'customer' AND attname = 'name'",
        "SELECT query FROM pg_stat_activity WHERE query ILIKE '%%Bakkerij%%' AND pid <> pg_backend_pid()",
    ],
)
def test_another_s_customer_is_shown_by_no_question(company: Place, statement: str) -> None:
    shown = company.ask("anouk", statement)
    assert "smit" not in json.dumps(shown, default=str).casefold()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change_log SET old = NULL",
        "DELETE FROM change_log",
        "SELECT * FROM write_context",
        "SELECT * FROM search_word",
        "SELECT * FROM recovery_key",
        "SELECT * FROM log_in_try",
        "SELECT password_hash FROM credential",
        "SELECT * FROM credential",
        "SELECT rolpassword FROM pg_authid",
        "COPY customer TO 'customers.txt'",
        "COPY customer TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SET SESSION AUTHORIZATION DEFAULT; SET ROLE %(owner)s",
        "SET row_security = off; SELECT * FROM customer",
        "SET session_replication_role = replica",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "CREATE TABLE mine (a int)",
        "CREATE TEMP TABLE mine (a int)",
        "CREATE ROLE mine",
        "ALTER ROLE CURRENT_USER CREATEROLE",
        "CREATE SCHEMA mine",
        "GRANT SELECT ON write_context TO PUBLIC",
        "SELECT crm_admit('mallory', true)",
        "SELECT crm_next_stamp(9223372036854775807)",
        "SELECT crm_write_log('customer', 'a', NULL, 'U', '{}', '{}')",
        "SELECT crm_all_readers()",
        "SELECT nextval('change_stamp')",
        "SELECT setval('change_log_seq_seq', 1)",
        "TRUNCATE draft",
        "LISTEN x; SELECT pg_terminate_backend(pg_postmaster_start_time()::text::int)",
    ],
)
def test_what_nobody_may_do_is_refused(company: Place, statement: str) -> None:
    *before, last = statement.replace("%(owner)s", '"empty/owner"').split("; ")
    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidTextRepresentation)
    with company.logged_in("anouk") as connection:
        for part in before:
            connection.execute(part)
        with pytest.raises(refused):
            connection.execute(last)


def test_the_log_shows_what_an_import_writes_to_whoever_may_import_and_nothing_to_others(
    company: Place,
) -> None:
    assert company.ask("anouk", "SELECT * FROM change_log") == []
    shown = {row[0] for row in company.ask("greet", "SELECT DISTINCT table_name FROM change_log")}
    assert "customer" in shown
    assert shown <= {
        "address",
        "contact_point",
        "consent",
        "customer",
        "identifier",
        "import_run",
        "relation",
    }


def test_a_copy_and_an_explanation_show_one_s_own_rows_only(company: Place) -> None:
    with company.logged_in("anouk") as anouk:
        with anouk.cursor().copy("COPY customer (name) TO STDOUT") as copied:
            names = b"".join(bytes(part) for part in copied).decode()
        told = anouk.execute("EXPLAIN (ANALYZE, VERBOSE) SELECT name FROM customer").fetchall()
    assert "De Vries" in names
    assert "Smit" not in names + str(told)


def test_a_function_in_a_condition_sees_no_row_that_is_not_shown(company: Place) -> None:
    leak = "SELECT 1 FROM customer WHERE 1 / (CASE WHEN name LIKE 'Bakkerij%%' THEN 0 ELSE 1 END) = 1"
    assert len(company.ask("anouk", leak)) == 2
    with pytest.raises(psycopg.errors.DivisionByZero):
        company.ask("tim", leak)


def test_an_error_tells_nothing_of_a_customer_who_is_not_shown(company: Place) -> None:
    said = [
        _refusal(
            company,
            "anouk",
            "INSERT INTO address VALUES (%(new)s, %(there)s, '', '', '', '', '', '', '', '', 0)",
            there,
        )
        for there in (company.customers["smit"], new_id())
    ]
    assert said[0] == said[1]
    taken = _refusal(
        company,
        "anouk",
        "INSERT INTO search_doc (customer_id, sort_key, bare_key, words, digits) VALUES (%(there)s, '', '', '', '')",
        company.customers["smit"],
    )
    assert "already exists" not in taken


def test_a_large_object_of_somebody_else_stays_theirs(company: Place) -> None:
    with closing(connect(company.address, writes=True)) as there:
        made = there.execute("SELECT lo_from_bytea(0, 'Bakkerij Smit')").fetchone()
        there.commit()
    assert made is not None
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        company.ask("anouk", "SELECT lo_get(%(there)s)", there=made[0])


def test_a_group_taken_on_is_still_the_same_person(company: Place) -> None:
    with company.logged_in("anouk") as anouk:
        anouk.execute('SET ROLE "empty/staff"')
        assert len(anouk.execute("SELECT id FROM customer").fetchall()) == 2
        assert anouk.execute("SELECT crm_me()").fetchone() == (company.people["anouk"],)


# --- What may be changed. ---


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customer SET name = 'Mine' WHERE id = %(smit)s",
        "UPDATE contact SET subject = 'x' WHERE customer_id = %(smit)s",
        "DELETE FROM address WHERE customer_id = %(smit)s",
        "UPDATE crm_case SET owner_id = %(anouk)s WHERE id = %(case)s",
        "UPDATE work_item SET holder_id = %(anouk)s WHERE case_id = %(case)s",
        "UPDATE model_version SET name = 'mine'",
        "UPDATE employee SET all_roles = true",
        "UPDATE store_fact SET content = 'open'",
        "DELETE FROM model_row",
        "DELETE FROM access_right",
        "DELETE FROM credential WHERE employee_id = %(tim)s",
    ],
)
def test_what_is_not_one_s_own_to_change_stays(company: Place, statement: str) -> None:
    try:
        assert company.try_("anouk", statement) == 0
    except psycopg.errors.InsufficientPrivilege:
        return


@pytest.mark.parametrize(
    ("login", "statement"),
    [
        ("anouk", "INSERT INTO access_right VALUES (%(new)s, %(new)s, 'front', 'administer', '', '[]', 0)"),
        ("greet", "INSERT INTO access_right SELECT %(new)s, id, 'front', 'administer', '', '[]', 0 FROM model_version"),
        ("greet", "UPDATE access_right SET role = 'front'"),
        ("greet", "UPDATE store_fact SET content = 'open' WHERE name = 'portfolios'"),
        ("anouk", "INSERT INTO employee_role VALUES (%(new)s, %(anouk)s, 'boss', 0)"),
        ("anouk", "INSERT INTO employee VALUES (%(new)s, 'mallory', 'Mallory', 'active', true, 0, NULL)"),
        ("anouk", "INSERT INTO change_log (xid, at, origin, change_id, hlc, schema_rev, table_name, pk, op) "
                  "VALUES (1, 1, '', '', 1, '', 'customer', '', 'U')"),
        ("tim", "UPDATE change_log SET actor = NULL"),
        ("tim", "DELETE FROM change_log"),
        ("tim", "DELETE FROM customer"),
        ("tim", "DELETE FROM contact"),
        ("tim", "DELETE FROM case_event"),
        ("tim", "INSERT INTO draft VALUES (%(new)s, %(anouk)s, 'x', '{}', 0)"),
        ("tim", "UPDATE customer SET customer_id = %(new)s WHERE id = %(smit)s"),
        # Times of recording, and who says so.
        ("tim", "UPDATE customer SET created_at = 1 WHERE id = %(smit)s"),
        ("tim", "UPDATE contact SET recorded_at = 1 WHERE customer_id = %(smit)s"),
        ("tim", "UPDATE contact SET text = 'never said' WHERE customer_id = %(smit)s"),
        ("tim", "UPDATE contact SET employee_id = %(anouk)s WHERE customer_id = %(smit)s"),
        ("tim", "UPDATE crm_case SET recorded_at = 1 WHERE id = %(case)s"),
        ("tim", "UPDATE question SET answer_recorded_at = 1 WHERE customer_id = %(smit)s"),
        ("tim", "INSERT INTO contact (id, customer_id, channel, direction, party, by_person, happened_at, recorded_at, "
                "subject, text) VALUES (%(new)s, %(smit)s, 'telephone', 'in', '', true, 1, 1, '', '')"),
        ("tim", "INSERT INTO contact (id, customer_id, channel, direction, party, by_person, employee_id, happened_at, "
                "recorded_at, subject, text) VALUES (%(new)s, %(smit)s, 'telephone', 'in', '', true, %(anouk)s, 1, "
                "crm_now(), '', '')"),
        # States, off the table of transitions or by somebody who does not answer for them.
        ("tim", "UPDATE crm_case SET status = 'closed' WHERE id = %(case)s"),
        ("tim", "UPDATE work_item SET activity = 'answer' WHERE case_id = %(case)s"),
        ("tim", "UPDATE work_item SET state = 'finished' WHERE case_id = %(case)s"),
        ("greet", "UPDATE work_item SET state = 'completed' WHERE case_id = %(case)s"),
        ("greet", "UPDATE work_item SET holder_id = %(greet)s WHERE case_id = %(case)s"),
        ("joost", "INSERT INTO item_value SELECT %(new)s, NULL, %(case)s, 'outcome', 'case', 'paid', 'value', '', 0, "
                  "%(joost)s, NULL, 'claim', '', NULL"),
        ("anouk", "INSERT INTO crm_case SELECT %(new)s, %(smit)s, '1', 'claim', id, 'running', %(anouk)s, 'telephone', "
                  "'', '', 0, crm_now() FROM model_version"),
        ("anouk", "UPDATE number_series SET next_number = 1"),
        ("anouk", "SELECT crm_set_password('tim', 'SCRAM-SHA-256$4096:AAAA$AAAA:AAAA')"),
        ("anouk", "SELECT crm_set_password('anouk', 'md5c4ca4238a0b923820dcc509a6f75849b')"),
        ("greet", "SELECT crm_set_password('empty/owner', 'SCRAM-SHA-256$4096:AAAA$AAAA:AAAA')"),
    ],
)  # fmt: skip
def test_what_would_be_false_or_forbidden_is_refused(company: Place, login: str, statement: str) -> None:
    refused = (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.RaiseException,
        psycopg.errors.NotNullViolation,
    )
    with pytest.raises(refused):
        company.try_(login, statement)


def test_the_log_says_whose_log_in_it_was_and_when_whatever_a_session_claims(company: Place) -> None:
    begun = _asked(company.address, "SELECT extract(epoch FROM now()) * 1000000")[0][0]
    with company.logged_in("tim") as tim:
        tim.execute("SELECT crm_begin(%s, 1)", (company.people["anouk"].hex,))
        tim.execute("SELECT set_config('desktop_crm.actor', %s, true)", (company.people["anouk"].hex,))
        tim.execute("SELECT set_config('desktop_crm.at', '1', true)")
        tim.execute("UPDATE customer SET note = 'by Tim' WHERE id = %(smit)s", company.named())
        tim.commit()
    logged = _asked(company.address, "SELECT actor, at FROM change_log ORDER BY seq DESC LIMIT 1")[0]
    assert logged[0] == company.people["tim"].hex
    assert 0 <= logged[1] - begun < 3_600_000_000


_PROPOSE = """
INSERT INTO ksf_proposal (id, customer_id, contact_id, words, remark, proposed_by, proposed_at, state, reason)
SELECT %(new)s, customer_id, id, 'Call me back', '', {by}, crm_now(), '{state}', '' FROM contact
 WHERE customer_id = %(smit)s LIMIT 1
"""


def test_whoever_serves_a_customer_proposes_in_their_own_name_and_decides_on_nothing(company: Place) -> None:
    for by, state in (("%(anouk)s", "open"), ("%(tim)s", "taken")):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            company.try_("tim", _PROPOSE.format(by=by, state=state))
    with company.logged_in("tim") as tim:
        assert tim.execute(_PROPOSE.format(by="%(tim)s", state="open"), company.named()).rowcount == 1
        with pytest.raises(psycopg.errors.RaiseException, match="whoever may change models"):
            tim.execute("UPDATE ksf_proposal SET state = 'declined'")


def test_who_may_change_models_reads_every_proposal_and_nobody_else_s_customer(company: Place) -> None:
    with company.logged_in("tim") as tim:
        tim.execute(_PROPOSE.format(by="%(tim)s", state="open"), company.named())
        tim.commit()
    assert company.ask("greet", "SELECT words FROM ksf_proposal") == [("Call me back",)]
    assert company.ask("anouk", "SELECT words FROM ksf_proposal") == []
    assert company.try_("greet", "UPDATE ksf_proposal SET state = 'declined'") == 1


def test_a_stamp_that_was_never_given_is_refused(company: Place) -> None:
    with company.logged_in("tim") as tim:
        tim.execute("SELECT crm_begin(NULL, NULL)")
        tim.execute("SELECT set_config('desktop_crm.stamp', '9223372036854775807', true)")
        with pytest.raises(psycopg.errors.RaiseException, match="never given"):
            tim.execute("UPDATE customer SET note = 'later than all' WHERE id = %(smit)s", company.named())


@pytest.mark.parametrize(
    "words", ["'; DROP TABLE customer; --", "%s %(x)s", "\\'; SELECT 1", "$body$", '"', "{owner}"]
)
def test_what_somebody_types_is_never_a_statement(company: Place, words: str) -> None:
    with company.logged_in("tim") as tim:
        tim.execute("UPDATE customer SET note = %s WHERE id = %s", (words, company.customers["smit"]))
        assert tim.execute(
            "SELECT note FROM customer WHERE id = %s", (company.customers["smit"],)
        ).fetchall() == [(words,)]
        assert (
            tim.execute(
                "SELECT * FROM crm_find('words', array[%s], %s, %s, %s, %s, '', 0, 5, 5)", (words,) * 5
            ).fetchall()
            == []
        )


# --- Log-ins. ---


def test_search_finds_what_is_one_s_own(company: Place) -> None:
    for login, expected in (
        ("anouk", {"vries", "yilmaz"}),
        ("tim", {"smit", "yilmaz"}),
        ("greet", {"smit", "vries", "yilmaz"}),
    ):
        store = open_store(company.address, log_in=LogIn(login, SECRET))
        with store.read() as view:
            found = {
                match.customer
                for word in ("smit", "vries", "yilmaz", "s", "v", "f")
                for match in find(view, word)
            }
        store.close()
        assert found == {company.customers[name] for name in expected}


def test_the_history_of_a_customer_is_told_to_those_who_may_see_them(company: Place) -> None:
    told = "SELECT op FROM crm_history(%(smit)s, 10) WHERE table_name = 'customer'"
    assert ("I",) in company.ask("tim", told)
    assert company.ask("anouk", told) == []


def test_who_leaves_is_locked_out_at_once_and_their_history_stays(company: Place, server: Server) -> None:
    with company.logged_in("joost") as joost:
        joost.execute("SELECT 1")
        joost.commit()
        with company.logged_in("greet") as greet:
            greet.execute("UPDATE employee SET state = 'disabled' WHERE login = 'joost'")
            greet.commit()
        try:
            with pytest.raises(psycopg.OperationalError):
                joost.execute("SELECT pg_sleep(30)")
            with pytest.raises(psycopg.OperationalError), company.logged_in("joost"):
                pass
            assert _asked(company.address, "SELECT count(*) FROM change_log WHERE pk <> ''")[0][0] > 0
        finally:
            with company.logged_in("greet") as greet:
                greet.execute("UPDATE employee SET state = 'active' WHERE login = 'joost'")
                greet.commit()
    with company.logged_in("joost") as back:
        assert back.execute("SELECT crm_me()").fetchone() == (company.people["joost"],)


def test_a_log_in_that_is_the_server_s_own_is_nobody_s_to_take(company: Place, server: Server) -> None:
    name = f"other@{company.address.database}"
    server.run(psycopg.sql.SQL("CREATE ROLE {} LOGIN").format(psycopg.sql.Identifier(name)))
    with (
        company.logged_in("greet") as greet,
        pytest.raises(psycopg.errors.RaiseException, match="something else"),
    ):
        greet.execute(
            "INSERT INTO employee VALUES (%s, 'other', 'Other', 'active', false, crm_now(), NULL)",
            (new_id(),),
        )
    server.run(psycopg.sql.SQL("DROP ROLE {}").format(psycopg.sql.Identifier(name)))


def test_a_password_reaches_the_server_as_a_verifier_only(company: Place, server: Server) -> None:
    store = open_store(company.address, log_in=LogIn("tim", SECRET))
    with store.write(company.people["tim"]) as work:
        give_password(work, "tim", SECRET)
        seen = work.driver.execute(
            "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"
        ).fetchone()
    store.close()
    assert SECRET not in str(seen) + server.log.read_text(errors="replace")
    assert SECRET not in repr(LogIn("tim", SECRET))


def test_a_wrong_password_and_an_unknown_log_in_get_the_same_sentence(company: Place) -> None:
    said = []
    for log_in in (LogIn("tim", "wrong words"), LogIn("nobody", SECRET), LogIn("x'; --", SECRET)):
        with pytest.raises((StoreProblem, Refused)) as problem:
            open_store(company.address, log_in=log_in)
        said.append(str(problem.value))
    assert len(set(said)) == 1


def _asked(address: Address, statement: str) -> list[tuple[Any, ...]]:
    with closing(connect(address, writes=True)) as there:
        return there.execute(statement).fetchall()


def _refusal(company: Place, login: str, statement: str, there: Any) -> str:
    with company.logged_in(login) as connection:
        try:
            connection.execute(statement, company.named() | {"there": there})
        except psycopg.Error as error:
            return str(error)
    raise AssertionError("it was not refused")

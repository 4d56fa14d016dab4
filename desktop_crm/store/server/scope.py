"""Who asks, and what they may: the functions that policies and guards on a server call, and the rows they read.

Whoever logs in to the database is known by that log-in alone (`session_user`, which no `SET ROLE` changes). The
functions read the same rows as the application: employees, their roles, the rights that publishing wrote. In the
schema `rights` stands what is derived from those, so that a policy asks one indexed key: which customers are whose
where portfolios are private, and who may read and register which items.
"""

from __future__ import annotations

PINNED = "SET search_path = pg_catalog, public, pg_temp"
_SQL = f"LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE {PINNED}"
_PLPGSQL = f"LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED}"

# Versions under which cases run, or ran.
_IN_USE = "state IN ('published', 'pilot', 'retired')"

# Whoever belongs to the store's owner works on the server itself: the store is theirs to make and to upgrade.
_FREE = f"""
CREATE FUNCTION crm_free() RETURNS boolean {_SQL} AS $body$
  SELECT pg_has_role(session_user, current_user, 'MEMBER')
$body$
"""
_ME = f"""
CREATE FUNCTION crm_me() RETURNS uuid {_PLPGSQL} AS $body$
DECLARE who text := session_user; place text := '@' || current_database(); found uuid;
BEGIN
  IF right(who, length(place)) = place THEN
    SELECT id INTO found FROM public.employee
     WHERE login = left(who, -length(place)) AND state = 'active';
  END IF;
  RETURN found;
END $body$
"""
_ROLES = f"""
CREATE FUNCTION crm_roles() RETURNS text[] {_SQL} AS $body$
  SELECT coalesce(array_agg(role), '{{}}') FROM public.employee_role WHERE employee_id = public.crm_me()
$body$
"""
_SERVES = f"""
CREATE FUNCTION crm_serves() RETURNS boolean {_PLPGSQL} AS $body$
DECLARE who text := session_user; place text := '@' || current_database(); mine public.employee;
BEGIN
  IF right(who, length(place)) <> place THEN
    RETURN false;
  END IF;
  SELECT * INTO mine FROM public.employee WHERE login = left(who, -length(place)) AND state = 'active';
  RETURN coalesce(mine.all_roles, false) OR EXISTS (SELECT FROM public.employee_role WHERE employee_id = mine.id);
END $body$
"""
# The version that somebody works by gives their powers: the one that their team tries first, else the published.
_IN_FORCE = f"""
CREATE FUNCTION crm_in_force() RETURNS uuid {_PLPGSQL} AS $body$
DECLARE me uuid := public.crm_me();
BEGIN
  RETURN (SELECT id FROM public.model_version AS v
           WHERE state = 'published' OR state = 'pilot' AND EXISTS (
             SELECT FROM public.model_pilot AS team WHERE team.version_id = v.id
                AND (team.employee_id = me OR team.role = ANY (public.crm_roles())))
           ORDER BY state, number DESC LIMIT 1);
END $body$
"""
_MAY = f"""
CREATE FUNCTION crm_may(power text) RETURNS boolean {_PLPGSQL} AS $body$
DECLARE me uuid := public.crm_me();
BEGIN
  RETURN EXISTS (SELECT FROM public.employee WHERE id = me AND all_roles)
      OR EXISTS (SELECT FROM public.access_right AS held JOIN public.employee_role AS mine USING (role)
                  WHERE mine.employee_id = me AND held.verb = power AND held.object_code = ''
                    AND held.version_id = public.crm_in_force());
END $body$
"""
# Publishing retires the version by which somebody models, and goes on in the same transaction.
_MODELS = f"""
CREATE FUNCTION crm_models() RETURNS boolean {_PLPGSQL} AS $body$
BEGIN
  RETURN public.crm_may('model') OR EXISTS (
    SELECT FROM public.access_right AS held JOIN public.employee_role AS mine USING (role)
      JOIN public.model_version AS v ON v.id = held.version_id
     WHERE mine.employee_id = public.crm_me() AND held.verb = 'model' AND v.state IN ('retired', 'withdrawn')
       AND v.xmin = pg_current_xact_id_if_assigned()::xid);
END $body$
"""
# Whether somebody answers for an activity, or may be given it. The limits of an authority are not looked at here:
# they ask for values, and stay the application's to check.
_ANSWERS = f"""
CREATE FUNCTION crm_answers(whose uuid, version uuid, of_activity text) RETURNS boolean {_PLPGSQL} AS $body$
BEGIN
  RETURN EXISTS (SELECT FROM public.employee WHERE id = whose AND state = 'active' AND all_roles)
      OR EXISTS (SELECT FROM public.access_right AS held JOIN public.employee_role AS theirs USING (role)
                  WHERE theirs.employee_id = whose AND held.version_id = version
                    AND held.object_code = of_activity AND held.verb IN ('perform', 'receive'));
END $body$
"""
_PRIVATE = "EXISTS (SELECT FROM public.store_fact WHERE name = 'portfolios' AND content = 'private')"
# Asked once for each table of each statement, so it calls as few others as it can.
_SEES_ALL = f"""
CREATE FUNCTION crm_sees_all() RETURNS boolean {_PLPGSQL} AS $body$
BEGIN
  IF {_PRIVATE} THEN
    RETURN public.crm_may('supervise');
  END IF;
  RETURN public.crm_serves();
END $body$
"""
# As whom somebody reads customers: as themselves, in each of their roles, and (`*`) as everybody who works here.
_READERS = f"""
CREATE FUNCTION crm_readers() RETURNS text[] {_PLPGSQL} AS $body$
BEGIN
  IF NOT public.crm_serves() THEN
    RETURN '{{}}';
  END IF;
  RETURN array['*', public.crm_me()::text]
      || (SELECT array_agg('role:' || role) FROM unnest(public.crm_roles()) AS role);
END $body$
"""
# The sensitive items that none of one's activities use, in whichever version they are sensitive.
_WITHHELD = f"""
CREATE FUNCTION crm_withheld() RETURNS text[] {_PLPGSQL} AS $body$
BEGIN
  IF EXISTS (SELECT FROM public.employee WHERE id = public.crm_me() AND all_roles) THEN
    RETURN '{{}}';
  END IF;
  RETURN coalesce((SELECT array_agg(DISTINCT kept.item) FROM rights.item AS kept
    WHERE kept.role = '' AND NOT EXISTS (SELECT FROM rights.item AS open
      WHERE open.item = kept.item AND open.role = ANY (public.crm_roles()))), '{{}}');
END $body$
"""
# The instant of recording. The clocks of fifty desks differ, so it is the server's, the same in a whole
# transaction; only a store made for practice or tests (the fact `time`) takes it from the desk.
_NOW = f"""
CREATE FUNCTION crm_now() RETURNS bigint {_PLPGSQL} AS $body$
BEGIN
  IF EXISTS (SELECT FROM public.store_fact WHERE name = 'time' AND content = 'made up') THEN
    RETURN current_setting('desktop_crm.at', true)::bigint;
  END IF;
  RETURN (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint;
END $body$
"""

# What is derived: made anew with every upgrade, kept up by the triggers below.
_SCHEMA = (
    "CREATE SCHEMA rights",
    """
CREATE TABLE rights.reader (
  customer_id uuid NOT NULL, reader text COLLATE "C" NOT NULL, PRIMARY KEY (customer_id, reader))
""",
    # Role '' says that the item is sensitive; any other, that an activity of that role uses it.
    """
CREATE TABLE rights.item (
  item text COLLATE "C" NOT NULL, role text COLLATE "C" NOT NULL, version_id uuid NOT NULL,
  PRIMARY KEY (item, role, version_id))
""",
    "CREATE TABLE rights.erasing (xid xid8 NOT NULL PRIMARY KEY)",
)
# Written by one function alone (`erasing`): in which transaction a person is erased.
_ERASING = f"""
CREATE FUNCTION crm_erasing() RETURNS boolean {_SQL.replace("PARALLEL SAFE", "")} AS $body$
  SELECT EXISTS (SELECT FROM rights.erasing WHERE xid = pg_current_xact_id_if_assigned())
$body$
"""
# Who works for a customer sees them: the owner of a case and who has done a step in it for good, a role while a
# step waits for it.
_WAITS = "state IN ('offered', 'paused') AND {row}holder_id IS NULL"
_READ_CUSTOMERS = f"""
CREATE FUNCTION crm_read_customers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  IF {_PRIVATE} THEN
    IF TG_TABLE_NAME = 'customer' THEN
      IF TG_OP = 'UPDATE' THEN
        DELETE FROM rights.reader WHERE customer_id = OLD.id AND reader = coalesce(OLD.owner_id::text, '*');
      END IF;
      INSERT INTO rights.reader VALUES (NEW.id, coalesce(NEW.owner_id::text, '*')) ON CONFLICT DO NOTHING;
    ELSIF TG_TABLE_NAME = 'crm_case' THEN
      INSERT INTO rights.reader VALUES (NEW.customer_id, NEW.owner_id::text) ON CONFLICT DO NOTHING;
    ELSE
      INSERT INTO rights.reader
      SELECT NEW.customer_id, reader
        FROM unnest(array[NEW.holder_id::text,
               CASE WHEN NEW.{_WAITS.format(row="NEW.")} THEN 'role:' || NEW.role END]) AS reader
       WHERE reader IS NOT NULL ON CONFLICT DO NOTHING;
      DELETE FROM rights.reader
       WHERE customer_id = NEW.customer_id AND reader LIKE 'role:%' AND NOT EXISTS (
         SELECT FROM public.crm_case AS own JOIN public.work_item AS live ON live.case_id = own.id
          WHERE own.customer_id = NEW.customer_id AND 'role:' || live.role = reader
            AND live.{_WAITS.format(row="live.")});
    END IF;
  END IF;
  RETURN NULL;
END $body$
"""
# Deriving all readers anew, when portfolios become private and after an upgrade.
_ALL_READERS = f"""
CREATE FUNCTION crm_all_readers() RETURNS void LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  DELETE FROM rights.reader;
  IF {_PRIVATE} THEN
    INSERT INTO rights.reader
    SELECT id, coalesce(owner_id::text, '*') FROM public.customer
    UNION SELECT customer_id, owner_id::text FROM public.crm_case WHERE customer_id IS NOT NULL
    UNION SELECT customer_id, 'role:' || role FROM public.work_item
           WHERE customer_id IS NOT NULL AND {_WAITS.format(row="")}
    UNION SELECT customer_id, holder_id::text FROM public.work_item
           WHERE customer_id IS NOT NULL AND holder_id IS NOT NULL;
  END IF;
END $body$
"""
# Who may read which sensitive item: the roles whose activities use it, or decide on it (a branch, an authority).
_ALL_ITEMS = f"""
CREATE FUNCTION crm_all_items() RETURNS void LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  DELETE FROM rights.item;
  INSERT INTO rights.item
  SELECT code, '', version_id FROM public.model_row
   WHERE kind = 'item' AND content::jsonb -> 'sensitive' = 'true'
     AND version_id IN (SELECT id FROM public.model_version WHERE {_IN_USE});
  INSERT INTO rights.item
  SELECT DISTINCT named #>> '{{}}', held.role, used.version_id
    FROM public.model_row AS used
    CROSS JOIN jsonb_path_query(used.content::jsonb, '$.**.item') AS named
    JOIN public.access_right AS held
      ON held.version_id = used.version_id AND held.verb IN ('perform', 'receive', 'inform')
     AND held.object_code = coalesce(nullif(used.content::jsonb ->> 'activity', ''), held.object_code)
   WHERE used.kind IN ('use', 'step', 'responsibility')
     AND EXISTS (SELECT FROM rights.item AS kept WHERE kept.item = named #>> '{{}}' AND kept.role = ''
                    AND kept.version_id = used.version_id);
END $body$
"""
_ITEMS = f"""
CREATE FUNCTION crm_read_items() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  PERFORM public.crm_all_items();
  RETURN NULL;
END $body$
"""


def _stated(name: str, argument: str, decides: str, fact: str, content: str, then: str = "") -> str:
    """Return the function by which who administers states a fact of the store; `decides`: in a refusal."""
    return f"""
CREATE FUNCTION {name}({argument}) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  IF NOT (public.crm_free() OR public.crm_may('administer')) THEN
    RAISE EXCEPTION 'guard: only administrators decide {decides}';
  END IF;
  INSERT INTO public.store_fact VALUES ('{fact}', {content})
  ON CONFLICT (name) DO UPDATE SET content = excluded.content;
  {then}
END $body$
"""


_PORTFOLIOS = _stated(
    "crm_portfolios", "private boolean", "whether portfolios are private", "portfolios",
    "CASE WHEN private THEN 'private' ELSE 'open' END", "PERFORM public.crm_all_readers();",
)  # fmt: skip
_LOCK_AFTER = _stated("crm_lock_after", "minutes integer", "when desks lock", "lock_after", "minutes::text")
_TRIGGERS = (
    (
        "log_readers_customer",
        "AFTER INSERT OR UPDATE OF owner_id ON customer FOR EACH ROW",
        "crm_read_customers",
    ),
    (
        "log_readers_crm_case",
        "AFTER INSERT OR UPDATE OF owner_id, customer_id ON crm_case FOR EACH ROW "
        "WHEN (NEW.customer_id IS NOT NULL)",
        "crm_read_customers",
    ),
    (
        "log_readers_work_item",
        "AFTER INSERT OR UPDATE OF role, holder_id, state, customer_id ON work_item FOR EACH ROW "
        "WHEN (NEW.customer_id IS NOT NULL)",
        "crm_read_customers",
    ),
)
# At the end of the transaction: publishing moves the version first and writes its rights rows then.
_AT_PUBLISHING = (
    "CREATE CONSTRAINT TRIGGER log_items_model_version AFTER UPDATE ON model_version "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state <> NEW.state) "
    "EXECUTE FUNCTION crm_read_items()",
    "ALTER TABLE model_version ENABLE ALWAYS TRIGGER log_items_model_version",
)
# What policies ask runs with the rights of who is asked about; the rest nobody calls but our own functions.
CALLED = (
    "crm_me()", "crm_serves()", "crm_roles()", "crm_may(text)", "crm_models()", "crm_sees_all()", "crm_readers()",
    "crm_withheld()", "crm_now()", "crm_begin(text, bigint)", "crm_portfolios(boolean)",
    "crm_lock_after(integer)", "crm_erasing()",
)  # fmt: skip


def statements() -> list[str]:
    """Return what makes the functions and the derived tables, in an order in which it can be made."""
    found = [
        *_SCHEMA, _ERASING, _FREE, _ME, _ROLES, _SERVES, _IN_FORCE, _MAY, _MODELS, _ANSWERS, _SEES_ALL, _READERS,
        _WITHHELD, _NOW, _READ_CUSTOMERS, _ALL_READERS, _ALL_ITEMS, _ITEMS, _PORTFOLIOS,
        _LOCK_AFTER,
    ]  # fmt: skip
    for name, when, calls in _TRIGGERS:
        table = when.split(" ON ")[1].split(" ")[0]
        found.append(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {calls}()")
        found.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    found += _AT_PUBLISHING
    return [statement.strip() for statement in found]

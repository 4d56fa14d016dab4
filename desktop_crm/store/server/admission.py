"""The log-ins of employees, made, locked and given passwords by functions of the store's owner.

A row of `employee` and its role on the server are one thing: whoever is added gets a role, whoever leaves is locked
out and disconnected at once, by whatever program the row was changed. The role can log in when it has a password,
which reaches the server as a SCRAM verifier only: nobody who reads the server's log learns it.
"""

from __future__ import annotations

from desktop_crm.store.server.roles import LONGEST
from desktop_crm.store.server.scope import PINNED

# Windows, commands and what a person opens beside them.
MOST_CONNECTIONS = 20

_ADMIT = f"""
CREATE FUNCTION crm_admit(whose text, active boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
DECLARE who text := whose || '@' || current_database(); staff text := regexp_replace(current_user, '/owner$', '/staff');
BEGIN
  IF octet_length(who) > {LONGEST} THEN
    RAISE EXCEPTION 'guard: employee: a log-in on this server has at most % characters',
      {LONGEST} - 1 - octet_length(current_database());
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = who) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN CONNECTION LIMIT {MOST_CONNECTIONS} IN ROLE %I', who, staff);
    EXECUTE format('GRANT %I TO %I', who, current_user);
  ELSIF NOT pg_has_role(who, staff, 'MEMBER') OR pg_has_role(who, current_user, 'MEMBER') THEN
    RAISE EXCEPTION 'guard: employee: the server has a role of this name for something else';
  END IF;
  EXECUTE format('ALTER ROLE %I %s', who, CASE WHEN active THEN 'LOGIN' ELSE 'NOLOGIN' END);
  IF NOT active THEN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = who AND pid <> pg_backend_pid();
  END IF;
END $body$
"""
_FOLLOW = f"""
CREATE FUNCTION crm_admit_employee() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  PERFORM public.crm_admit(NEW.login, NEW.state = 'active');
  RETURN NULL;
END $body$
"""
_EVERYBODY = f"""
CREATE FUNCTION crm_admit_everybody() RETURNS void LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  PERFORM public.crm_admit(login, state = 'active') FROM public.employee;
END $body$
"""
_PASSWORD = f"""
CREATE FUNCTION crm_set_password(whose text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  IF NOT (public.crm_free() OR public.crm_may('administer')
          OR EXISTS (SELECT FROM public.employee WHERE id = public.crm_me() AND login = whose)) THEN
    RAISE EXCEPTION 'guard: employee: only administrators give others a password';
  END IF;
  IF NOT EXISTS (SELECT FROM public.employee WHERE login = whose) THEN
    RAISE EXCEPTION 'guard: employee: there is no such log-in';
  END IF;
  IF verifier !~ '^SCRAM-SHA-256\\$[0-9]+:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
    RAISE EXCEPTION 'guard: employee: a password is set by its verifier';
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L', whose || '@' || current_database(), verifier);
END $body$
"""
_TRIGGER = (
    "CREATE TRIGGER log_admission_employee AFTER INSERT OR UPDATE OF state ON employee FOR EACH ROW "
    "EXECUTE FUNCTION crm_admit_employee()",
    "ALTER TABLE employee ENABLE ALWAYS TRIGGER log_admission_employee",
)
CALLED = ("crm_set_password(text, text)",)


def statements() -> list[str]:
    """Return what makes the functions and the trigger."""
    return [text.strip() for text in (_ADMIT, _FOLLOW, _EVERYBODY, _PASSWORD, *_TRIGGER)]

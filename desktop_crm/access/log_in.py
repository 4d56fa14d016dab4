"""Logging in: proving who one is, slowly after five wrong tries; the first administrator; a lost one."""

from __future__ import annotations

from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from desktop_crm.access.accounts import insert_employee, set_password, tidy_login, tidy_name
from desktop_crm.access.check import system_act, use_case
from desktop_crm.access.model import Actor
from desktop_crm.access.passwords import (
    Passwords,
    as_typed,
    check_password,
    login_hash,
    new_recovery_key,
    plain_key,
)
from desktop_crm.access.reads import fold_login, is_new
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.core.text import is_storable
from desktop_crm.store.prepared import kept
from desktop_crm.store.server.logins import LogIn
from desktop_crm.store.work import Store, Writing

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(days=1)

_ACCOUNT = kept("access", "ACCOUNT")
_BY_LOGIN = kept("access", "BY_LOGIN")
_TRIES = kept("access", "TRIES")
_FORGET = kept("access", "FORGET")
_FORGET_OLD = kept("access", "FORGET_OLD")
_COUNT = kept("access", "COUNT")
_REHASH = kept("access", "REHASH")
_KEYS = kept("access", "KEYS")
_KEEP_KEY = kept("access", "KEEP_KEY")
_USE_KEYS = kept("access", "USE_KEYS")
_ADMINISTRATOR = kept("access", "ADMINISTRATOR")
_REVIVE = kept("access", "REVIVE")


@frozen
class LogInService:
    """What can be done before anybody is known: no right is asked for, a secret is."""

    store: Store
    passwords: Passwords

    @use_case
    def log_in(self, login: str, password: str) -> Actor:
        """Return who logged in.

        Raises `Refused` with the same sentence, after the same time, whether the log-in is unknown, disabled
        or the password wrong; after five wrong tries in a row it says how long to wait, each time twice as
        long.
        """
        system_act()
        known = fold_login(login)
        wait = self._count_try(known)
        with self.store.read() as view:
            # What no store can hold is nobody's log-in, and no question for one either.
            account = view.row(_ACCOUNT, wanted=known) if is_storable(known) else None
        stored = self.passwords.nobodys if account is None else account[4]
        fits = self.passwords.verify(stored, password)
        if not fits or account is None or account[3] != "active":
            raise Refused(_("The log-in or the password is wrong; try again.") if not wait else _wrong(wait))
        self._succeeded(known, account[0], stored, password)
        return Actor(EmployeeId(account[0]), account[1], account[2])

    def logged_in(self) -> Actor:
        """Return whom the server let in by a log-in of their own; raise `Refused` for nobody's."""
        own = self.store.database.log_in
        assert own is not None, "a log-in of one's own opened the store"
        with self.store.read() as view:
            found = view.row(_BY_LOGIN, wanted=own.login)
        if found is None or found[3] != "active":
            raise Refused(_("The log-in or the password is wrong; try again."))
        return Actor(EmployeeId(found[0]), found[1], found[2])

    @use_case
    def make_first_administrator(self, *, login: str, name: str, password: str) -> tuple[str, Changes]:
        """Make the administrator of a new store; return the recovery key, which is shown this once.

        Raises `Refused` when the store has employees already, `Invalid` for an unfit log-in or password.
        """
        system_act()
        login, name = tidy_login(login), tidy_name(name)
        check_password(password, login=login, name=name)
        hashed, key = self.passwords.hash(password), new_recovery_key()
        key_hash = self.passwords.hash(plain_key(key))
        with self.store.write(None) as work:
            if not is_new(work):
                raise Refused(_("This store has an administrator already; nothing was changed. Log in."))
            who = insert_employee(work, login=login, name=name, all_roles=True, roles=())
            set_password(work, who, hashed, must_change=False, login=login, password=password)
            work.run(_KEEP_KEY, id=new_id(), key_hash=key_hash, made_at=work.now)
        return key, Changes.of("employee", who)

    @use_case
    def recover_administrator(self, *, login: str, key: str, new: str) -> tuple[str, Changes]:
        """Give an administrator a new password by the recovery key; return the next key: this one is spent.

        Raises `Refused` with one sentence for a wrong key, an unknown log-in, or one without all roles.
        """
        system_act()
        known, typed = fold_login(login), plain_key(key)
        check_password(new, login=known)
        wait = self._count_try(f"recovery of {known}")
        with self.store.read() as view:
            keys = view.rows(_KEYS)
        used = [one for one, stored in keys if self.passwords.verify(stored, typed)]
        hashed, following = self.passwords.hash(new), new_recovery_key()
        following_hash = self.passwords.hash(plain_key(following))
        with self.store.write(None) as work:
            who = _recovered(work, known, used)
            if who is not None:
                set_password(work, who, hashed, must_change=False, login=known, password=new)
                work.run(_REVIVE, who=who)
                work.run(_USE_KEYS, at=work.now)
                work.run(_KEEP_KEY, id=new_id(), key_hash=following_hash, made_at=work.now)
                for name in (known, f"recovery of {known}"):
                    work.run(_FORGET, hashed=login_hash(name))
                return following, Changes.of("employee", who)
        wrong = _("This key does not recover this administrator; nothing was changed. Check both.")
        raise Refused(wrong if not wait else wrong + " " + _waiting(wait))

    def _count_try(self, known: str) -> int:
        """Count a try before it is judged, so that guessing side by side gains nothing; return the next wait.

        Raises `Refused` while there is still to wait. The wait is in whole seconds, 0 for none.
        """
        hashed = login_hash(known)
        with self.store.write(None) as work:
            found = work.row(_TRIES, hashed=hashed)
            failed, until = found if found is not None else (0, None)
            if until is not None and until > work.now:
                raise Refused(_waiting(_seconds(until, work.now)))
            work.run(_FORGET, hashed=hashed)
            work.run(_FORGET_OLD, before=work.now - _FORGOTTEN_AFTER)
            wait = wait_after(failed + 1)
            until = work.now + wait if wait else None
            work.run(_COUNT, login_hash=hashed, failed=failed + 1, last_at=work.now, wait_until=until)
            return int(wait.total_seconds())

    def _succeeded(self, known: str, who: UUID, stored: str, password: str) -> None:
        fresh = self.passwords.hash(password) if self.passwords.is_dated(stored) else None
        with self.store.write(None) as work:
            work.run(_FORGET, hashed=login_hash(known))
            if fresh is not None:
                work.run(_REHASH, who=who, hashed=fresh)


def own_log_in(login: str, password: str) -> LogIn:
    """Return with what somebody connects to a server; raise `Refused` for what can't be anybody's."""
    try:
        typed = as_typed(password)
    except Invalid:
        typed = ""
    known = fold_login(login)
    if not (is_storable(known) and is_storable(typed)):
        known = ""
    if not known or not typed:
        raise Refused(_("The log-in or the password is wrong; try again."))
    return LogIn(known, typed)


def wait_after(failed: int) -> timedelta:
    """Return how long to wait after `failed` wrong tries in a row: at first nothing, then ever longer."""
    if failed < FREE_TRIES:
        return timedelta(0)
    doublings = min(failed - FREE_TRIES, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def confirm_password(store: Store, passwords: Passwords, actor: Actor, password: str) -> bool:
    """Tell whether `password` is the actor's, as for replacing it."""
    own = store.database.log_in
    if own is not None:  # that the server let them in with
        return compare_digest(own.password.encode(), as_typed(password).encode())
    with store.read() as view:
        account = view.row(_ACCOUNT, wanted=actor.login)
    return account is not None and passwords.verify(account[4], password)


def _recovered(work: Writing, known: str, used: list[UUID]) -> UUID | None:
    """The administrator whom a key recovers, if it is still unused in this transaction."""
    still = {one for one, _stored in work.rows(_KEYS)}
    found = work.row(_ADMINISTRATOR, wanted=known)
    return found[0] if found is not None and still.intersection(used) else None


def _seconds(until: datetime, now: datetime) -> int:
    return int(-((now - until) // timedelta(seconds=1)))


def _wrong(wait: int) -> str:
    return _("The log-in or the password is wrong.") + " " + _waiting(wait)


def _waiting(seconds: int) -> str:
    return ngettext(
        "After so many wrong tries, wait {count} second before the next.",
        "After so many wrong tries, wait {count} seconds before the next.",
        seconds,
    ).format(count=seconds)

"""Passwords and recovery keys: what a good one is, how it is hashed and checked."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cached_property
from typing import Protocol

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

SHORTEST, LONGEST = 10, 500
# Crockford's base 32: no letter that reads like a digit. 25 of them hold 125 bits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OILU", "011V")
_GROUPS, _GROUP = 5, 5


class Hasher(Protocol):
    """Turns a secret into a hash that can't be turned back, slowly on purpose."""

    def hash(self, secret: str) -> str:
        """Return a salted hash that says with which parameters it was made."""
        ...

    def verify(self, stored: str, secret: str) -> bool:
        """Tell whether `stored` is a hash of `secret`."""
        ...

    def is_dated(self, stored: str) -> bool:
        """Tell whether `stored` was made with other parameters than today's."""
        ...


class Argon2:
    """Argon2id (RFC 9106) with the parameters OWASP gives as a minimum: 19 MiB, two passes, one lane."""

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2, lanes: int = 1) -> None:
        from argon2 import PasswordHasher

        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)

    def hash(self, secret: str) -> str:
        """Return the hash in PHC form."""
        return self._hasher.hash(secret)

    def verify(self, stored: str, secret: str) -> bool:
        """Tell whether `stored` is a hash of `secret`; a hash that can't be read counts as another's."""
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._hasher.verify(stored, secret)
        except (VerificationError, InvalidHashError):
            return False

    def is_dated(self, stored: str) -> bool:
        """Tell whether `stored` was made with other parameters."""
        return self._hasher.check_needs_rehash(stored)


class Passwords:
    """Checks and hashes what people type; the same text typed on another keyboard is the same password."""

    def __init__(self, hasher: Hasher | None = None) -> None:
        self._hasher = hasher or Argon2()

    @cached_property
    def nobodys(self) -> str:
        """A hash that no password fits, so that an unknown log-in takes as long as a known one."""
        return self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """Return the hash of a password that was accepted before (`check_password`)."""
        return self._hasher.hash(as_typed(password))

    def verify(self, stored: str, password: str) -> bool:
        """Tell whether `password` fits; one that could never be stored fits nothing."""
        try:
            typed = as_typed(password)
        except Invalid:
            return False
        return len(typed) <= LONGEST and self._hasher.verify(stored, typed)

    def is_dated(self, stored: str) -> bool:
        """Tell whether a password should be hashed again, now that it is at hand."""
        return self._hasher.is_dated(stored)


def as_typed(password: str) -> str:
    """Normalise as RFC 8265 (OpaqueString) says: composed letters, so that every keyboard gives the same."""
    composed = unicodedata.normalize("NFC", password)
    try:
        composed.encode("utf-8")
    except UnicodeEncodeError:
        raise Invalid(_("A password can't hold half a character; type another."), where="password") from None
    return composed


def check_password(password: str, *, login: str, name: str = "") -> None:
    """Raise `Invalid` unless `password` may be used: long enough, and not the person's own name.

    Length is what counts (NIST SP 800-63B): no rules about digits and signs.
    """
    typed = as_typed(password)
    if len(typed) < SHORTEST:
        raise Invalid(
            _("A password has at least {count} characters; a few words you can remember do well.").format(
                count=SHORTEST
            ),
            where="password",
        )
    if len(typed) > LONGEST:
        raise Invalid(
            _("A password has at most {count} characters; take a shorter one.").format(count=LONGEST),
            where="password",
        )
    if typed.casefold() in {login.casefold(), name.casefold()} or len(set(typed)) < 3:
        raise Invalid(_("This password is too easy to guess; take another."), where="password")


def new_password() -> str:
    """Return a password to give to somebody, who changes it at the first log-in."""
    return _grouped(_random(12), 4)


def new_recovery_key() -> str:
    """Return a key of 125 bits in five groups, to be printed and kept in a safe place."""
    return _grouped(_random(_GROUPS * _GROUP), _GROUP)


def plain_key(typed: str) -> str:
    """Return a recovery key as it is hashed, however it was typed: case, blanks and dashes don't count."""
    return "".join(sign for sign in typed.upper().translate(_MISREAD) if sign in _ALPHABET)


def login_hash(login: str) -> str:
    """Return under what name the failed tries of a log-in are counted."""
    return hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()


def _random(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _sign in range(count))


def _grouped(signs: str, size: int) -> str:
    return "-".join(signs[start : start + size] for start in range(0, len(signs), size))

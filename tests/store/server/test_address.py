"""Addresses of shared stores: protected unless this machine itself answers, and without any secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import StoreProblem
from desktop_crm.store.server.address import Address, address_of, is_local, location_of


def test_a_server_elsewhere_has_to_prove_who_it_is_and_gets_no_password_in_the_open() -> None:
    said = address_of("postgresql://crm.example.nl/office").parameters()
    assert (said["sslmode"], said["sslrootcert"], said["require_auth"]) == (
        "verify-full",
        "system",
        "scram-sha-256",
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.2.1", "[::1]", ""])
def test_on_this_machine_itself_a_connection_need_not_be_encrypted(host: str) -> None:
    address = address_of(f"postgresql://{host}/office")
    assert address.protection == "prefer"
    assert "require_auth" not in address.parameters()


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "nonsense"])
def test_an_open_connection_to_another_machine_is_refused(mode: str) -> None:
    with pytest.raises(StoreProblem, match="encrypted"):
        address_of(f"postgresql://crm.example.nl/office?sslmode={mode}")


@pytest.mark.parametrize(
    "host", ["127.0.0.1.example.nl", "localhost.example.nl", "10.0.0.1", "0.0.0.0", "::2"]
)
def test_what_only_looks_like_this_machine_is_not(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    "text",
    ["postgresql://ada:hunter2@host/db", "postgresql://ada@host/db", "postgresql://:hunter2@host/db"],
)
def test_an_address_with_a_password_is_refused_and_the_password_not_repeated(text: str) -> None:
    with pytest.raises(StoreProblem, match="no password") as caught:
        address_of(text)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://host",
        "postgresql://host/",
        "postgresql://host/a/b",
        "mysql://host/db",
        "postgresql://host:port/db",
        "postgresql://host:0/db",
        "postgresql://[::1/db",
        "postgresql://host/db?options=-csearch_path%3Devil",
        "postgresql://host/db?password=hunter2",
        "postgresql://host/a\0b",
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    with pytest.raises(StoreProblem) as caught:
        location_of(text)
    assert "hunter2" not in str(caught.value)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(
    st.sampled_from(["", "localhost", "crm.example.nl", "192.0.2.7", "::1", "2001:db8::1"]),
    st.none() | st.integers(1, 65535),
    NAMES,
    st.sampled_from(["require", "verify-ca", "verify-full"]),
    st.just("") | NAMES,
)
def test_an_address_that_is_written_is_read_again(
    host: str, port: int | None, database: str, protection: str, authority: str
) -> None:
    address = Address(host, None if host == "" else port, database, protection, authority)
    assert address_of(str(address)) == address

"""Customers as JSON and back: equal, whatever the fields hold; what is no customer of ours costs nobody else."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.data import CustomerData, checked
from desktop_crm.customers.stored import StoredCustomer
from desktop_crm.exchange.json_customers import FOOT, HEAD, ReadRecord, read_records, record_of
from tests.exchange.strategies import customers
from tests.sampling import examples

LONGEST = 1_000_000


def read(content: bytes) -> list[ReadRecord]:
    return list(read_records(io.BytesIO(content), LONGEST))


@given(several=st.lists(customers(), min_size=1, max_size=3))
@settings(max_examples=examples(40, soak=500))
def test_customers_read_again_are_equal_with_their_files(several: list[CustomerData]) -> None:
    ids = [CustomerId(new_id()) for _one in several]
    records = [record_of(StoredCustomer(who, "7", data)) for who, data in zip(ids, several, strict=True)]
    whole = HEAD + b"".join(records) + FOOT
    assert isinstance(json.loads(whole), dict), "it is one JSON document"
    found = read(whole)
    assert [one.reason for one in found] == [""] * len(several)
    assert [one.incoming and checked(one.incoming.data) for one in found] == several
    assert [one.incoming and (one.incoming.own_id, one.incoming.number) for one in found] == [
        (who, "7") for who in ids
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"name":7},', "name"),
        (b'{"name":"x","colour":"red"},', "colour"),
        (b'{"points":[{"kind":"pigeon","content":"x"}]},', "kind"),
        (b'{"points":[{"content":"x"}]},', "point"),
        (b'{"birth_date":"tomorrow"},', "birth_date"),
        (
            b'{"consents":[{"channel":"post","given":true,"happened_at":"2020-01-01T00:00:00"}]},',
            "happened_at",
        ),
        (b'{"extra":[]},', "extra"),
        (b'{"related":[["x"]]},', "related"),
        (b'{"id":"7"},', "id"),
        (b"[1],", "JSON object"),
        (b"{" * 100_000, "JSON object"),
        (b"\xff\xfe,", "JSON object"),
        (b'{"name":"' + b"x" * LONGEST + b'"},', "longer"),
        (b'{"name":"y"},\n{"file":{"name":"a","media_type":"b","content":"?"}},', "file"),
    ],
)
def test_a_bad_customer_is_rejected_with_the_field_and_costs_its_neighbour_nothing(
    line: bytes, reason: str
) -> None:
    bad, good = read(HEAD + line + b"\n" + b'{"name":"Jan"},\n' + FOOT)
    assert bad.incoming is None
    assert reason in bad.reason
    assert good.incoming is not None


def test_a_file_of_a_later_release_is_refused_with_a_sentence() -> None:
    with pytest.raises(Invalid, match="later release"):
        read(HEAD.replace(b"1", b"2") + FOOT)


@given(st.binary(max_size=300))
def test_any_bytes_give_customers_or_reasons(content: bytes) -> None:
    for one in read(HEAD + content + b"\n" + FOOT):
        assert (one.incoming is None) == bool(one.reason)

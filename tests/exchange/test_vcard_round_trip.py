"""Export, then import: an equal customer, whatever the fields hold."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.data import CustomerData, FileData, checked
from desktop_crm.customers.stored import StoredCustomer
from desktop_crm.exchange.vcard_read import ReadCard, read_cards
from desktop_crm.exchange.vcard_write import VERSIONS, card_of, fold_line
from tests.exchange.strategies import customers
from tests.sampling import examples

ID = CustomerId(new_id())


def read(content: bytes) -> list[ReadCard]:
    return list(read_cards(io.BytesIO(content)))


@pytest.mark.parametrize("version", VERSIONS)
@given(data=customers())
@settings(max_examples=examples(50, soak=500))
@example(data=checked(CustomerData(name="x", files=(FileData("000\x80", 'text/plain; x="a,b"', b""),))))
def test_a_card_of_ours_read_again_gives_an_equal_customer(version: str, data: CustomerData) -> None:
    (card,) = read(card_of(StoredCustomer(ID, "000042", data), version=version))
    assert card.reason == ""
    assert card.incoming is not None
    assert checked(card.incoming.data) == data
    assert (card.incoming.own_id, card.incoming.number) == (ID, "000042")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")))
def test_a_folded_line_has_no_piece_over_75_bytes_and_unfolds_to_itself(line: str) -> None:
    folded = fold_line(line)
    pieces = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode("utf-8") is not None for piece in pieces)
    assert folded.replace(b"\r\n ", b"").removesuffix(b"\r\n").decode("utf-8") == line


@given(st.lists(customers(), min_size=2, max_size=4))
@settings(max_examples=examples(30, soak=300))
def test_several_cards_in_one_file_come_back_in_their_order(several: list[CustomerData]) -> None:
    cards = read(b"".join(card_of(StoredCustomer(CustomerId(new_id()), "", data)) for data in several))
    assert [card.incoming and checked(card.incoming.data) for card in cards] == several


@given(st.binary(max_size=400))
def test_any_bytes_give_customers_or_reasons_and_never_an_exception(content: bytes) -> None:
    for card in read(b"BEGIN:VCARD\nFN:x\n" + content + b"\nEND:VCARD\n"):
        assert (card.incoming is None) == bool(card.reason)

"""Files that are too large or not what they say: bounded memory, a sentence, nothing half imported."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.customers.intake import IntakeService
from desktop_crm.customers.stored import all_customers
from desktop_crm.exchange.examining import examine
from desktop_crm.exchange.importing import import_file
from desktop_crm.store.work import Store

MB = 1024 * 1024


def names(store: Store) -> list[str]:
    with store.read() as view:
        return [one.data.name for one in all_customers(view)]


def peak() -> int:
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_a_card_of_fifty_megabytes_in_one_line_is_refused_and_its_neighbour_kept(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "one.vcf"
    with path.open("wb") as stream:
        stream.write(b"BEGIN:VCARD\nFN:Huge\nNOTE:")
        for _piece in range(50):
            stream.write(b"x" * MB)
        stream.write(b"\nEND:VCARD\nBEGIN:VCARD\nFN:Jan Smit\nEND:VCARD\n")
    before = peak()
    report = import_file(intake, path)
    assert (report.created, report.rejected_count) == (1, 1)
    assert names(store) == ["Jan Smit"]
    assert peak() - before < 160 * MB


def test_ten_thousand_numbers_on_one_card_are_refused_in_a_sentence(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "many.vcf"
    numbers = "".join(f"TEL:038 {n:07}\n" for n in range(10_000))
    path.write_text(f"BEGIN:VCARD\nFN:Many\n{numbers}END:VCARD\n", encoding="utf-8")
    (refused,) = import_file(intake, path).rejected
    assert refused.reason == (
        "10000 numbers and addresses are more than one customer has; at most 1000 are kept."
    )
    assert names(store) == []


@pytest.mark.parametrize("name", ["list.csv", "list.vcf"])
@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\x89PNG\r\n", b"%PDF-1.7", b"\x1f\x8b\x08"])
def test_a_file_of_another_kind_is_not_even_shown(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content * 100)
    with pytest.raises(Invalid, match="not a list of customers"):
        examine(path)


@pytest.mark.parametrize(
    "content", [b"Name\nJan\0Smit\nEls Boer\n", b"\xff\xfeN\0a\0m\0e\0\n\0\x3d\xd8x\0\n\0E\0l\0s\0\n\0"]
)
def test_a_nul_or_half_a_pair_costs_its_row_alone(
    intake: IntakeService, store: Store, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    report = import_file(intake, path)
    assert (report.created, report.rejected_count) == (1, 1)
    assert names(store)[0].startswith("Els")


@pytest.mark.soak
def test_a_file_of_two_gigabytes_is_read_in_little_memory(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "huge.csv"
    size = (2048 if os.environ.get("DESKTOP_CRM_SOAK") == "1" else 48) * MB
    with path.open("wb") as stream:
        stream.write(b"Name,Note\nFirst One,x\n")
        stream.seek(size)  # a hole: zeros without an end of line, which take no room on the disk
        stream.write(b"\nLast One,y\n")
    before = peak()
    report = import_file(intake, path)
    assert names(store) == ["First One", "Last One"]
    assert report.rejected_count == 1
    assert peak() - before < 200 * MB

"""E-mail files: from whom, when, what was said and what came with it, whatever program wrote them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Conflict, Invalid, NotFound
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData, FileData, PointData
from desktop_crm.customers.model import Direction
from desktop_crm.customers.points import PointKind
from desktop_crm.exchange.correspondence import mail_entry, whose_mail
from desktop_crm.exchange.mail import parse_mail, read_mail
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, contacts_of, customers_of


def a_mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {
        "From": "Jan Smit <Jan@Example.nl>",
        "To": "info@hanzepoort.example, Els <els@example.nl>",
        "Subject": "Schade aan café",
        "Date": "Fri, 20 Nov 2026 10:00:00 +0100",
        **headers,
    }.items():
        message[name] = value
    return message


def test_a_message_gives_sender_recipients_subject_time_text_and_files() -> None:
    message = a_mail()
    message.set_content("Beste,\nde auto is stuk.")
    message.add_attachment(b"\xff\xd8\xff1", maintype="image", subtype="jpeg", filename="schade é.jpg")
    read = parse_mail(message.as_bytes())
    assert (read.sender, read.recipients) == ("Jan@Example.nl", ("info@hanzepoort.example", "els@example.nl"))
    assert (read.subject, read.text) == ("Schade aan café", "Beste,\nde auto is stuk.")
    assert read.sent_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert read.files == (FileData("schade é.jpg", "image/jpeg", b"\xff\xd8\xff1"),)


def test_of_a_page_and_plain_text_the_plain_text_is_kept() -> None:
    message = a_mail()
    message.set_content("plain")
    message.add_alternative("<p>page</p>", subtype="html")
    assert parse_mail(message.as_bytes()).text == "plain"


def test_a_page_alone_becomes_words_and_nothing_of_it_is_shown_or_run() -> None:
    message = a_mail()
    message.set_content(
        "<html><head><style>p{}</style><script>alert(1)</script></head><body><h1>Dag</h1><p>een &amp; twee<br>drie</p>"
        "<img src='http://spy.example/x.gif'><iframe src='x'>vier</iframe></body></html>",
        subtype="html",
    )
    text = parse_mail(message.as_bytes()).text
    assert text.split() == ["Dag", "een", "&", "twee", "drie"]
    assert "<" not in text


def test_messages_inside_of_messages_are_files_and_parts_inside_of_parts_are_read() -> None:
    inner = a_mail(Subject="first")
    inner.set_content("inner")
    outer = a_mail()
    outer.set_content("outer")
    outer.add_attachment(b"x", maintype="application", subtype="pdf", filename="../../etc/passwd.pdf")
    outer.add_attachment(inner)
    read = parse_mail(outer.as_bytes())
    assert read.text == "outer"
    assert [one.name for one in read.files] == ["passwd.pdf", "Forwarded message.eml"]
    assert b"Subject: first" in read.files[1].content


@pytest.mark.parametrize(
    "charset", ["iso-8859-1", "windows-1252", "utf-8", "koi8-r", "utf-16", "no-such-charset"]
)
def test_a_text_in_any_character_set_is_read(charset: str) -> None:
    word = "Женя" if charset == "koi8-r" else "Zoë"
    known = "utf-8" if charset == "no-such-charset" else charset
    content = (
        f"From: a@example.nl\r\nContent-Type: text/plain; charset={charset}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + word.encode(known)
    if charset != "utf-16":  # which no message is written in without base64
        assert parse_mail(content).text == word


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@example.nl\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhalf",
        b"From: a@example.nl\nContent-Type: multipart/mixed\n\nno boundary",
        b"From: a@example.nl\nContent-Transfer-Encoding: base64\n\n!!!not base64!!!",
        b"From: =?utf-8?B?broken\nSubject: =?xyz?Q?a?=\nDate: yesterday\n\nhello",
        b"From: a@example.nl\nContent-Type: text/plain; charset*=bad''x\n\nhello\0there",
        b"Subject: \xe9\xe8\n\n\xe9",
    ],
)
def test_a_broken_message_gives_what_can_be_read_of_it(content: bytes) -> None:
    read = parse_mail(content)
    assert "\0" not in read.text
    read.text.encode()
    read.subject.encode()


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_sender_are_a_message(content: bytes) -> None:
    read = parse_mail(b"From: a@example.nl\n" + content)
    (read.text + read.subject + "".join(one.name for one in read.files)).encode()


def test_what_is_no_message_or_nested_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no e-mail"):
        parse_mail(b"PK\x03\x04 something else")
    parts = b"".join(b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (n, n + 1) for n in range(300))
    deep = b"From: a@example.nl\nContent-Type: multipart/mixed; boundary=0\n\n" + parts
    with pytest.raises(Invalid, match="too deeply"):
        parse_mail(deep)
    with pytest.raises(Invalid, match="can't be read"):
        read_mail(tmp_path / "none.eml")


def test_too_many_files_are_named_rather_than_kept() -> None:
    message = a_mail()
    message.set_content("x")
    for number in range(25):
        message.add_attachment(b"1", maintype="image", subtype="png", filename=f"{number}.png")
    read = parse_mail(message.as_bytes())
    assert (len(read.files), read.left_out) == (20, ("20.png", "21.png", "22.png", "23.png", "24.png"))


def somebody(store: Store, name: str, address: str) -> CustomerId:
    data = CustomerData(family=name, points=(PointData(PointKind.EMAIL, address),))
    service = customers_of(store, an_employee(store, f"enters-{name.lower()}"))
    return CustomerId(*service.add_customer(data=data).ids("customer"))


def test_an_email_belongs_to_who_sent_it_else_to_whom_it_went(store: Store) -> None:
    message = a_mail()
    message.set_content("x")
    mail = parse_mail(message.as_bytes())
    with store.read() as view, pytest.raises(NotFound, match=r"Jan@Example\.nl"):
        whose_mail(view, mail)
    smit = somebody(store, "Smit", "JAN@example.nl")
    with store.read() as view:
        assert whose_mail(view, mail).customer == smit
        assert whose_mail(view, mail).direction is Direction.IN
    boer = somebody(store, "Boer", "els@example.nl")
    with store.read() as view:
        assert whose_mail(view, mail, smit).direction is Direction.IN
        assert whose_mail(view, mail, boer).direction is Direction.OUT
    reply = parse_mail(message.as_bytes().replace(b"Jan@Example.nl", b"desk@hanzepoort.example"))
    with store.read() as view:
        assert (whose_mail(view, reply).customer, whose_mail(view, reply).direction) == (boer, Direction.OUT)


def test_an_email_is_registered_once_with_its_files(store: Store) -> None:
    smit = somebody(store, "Smit", "jan@example.nl")
    message = a_mail()
    message.set_content("de auto is stuk")
    message.add_attachment(b"1", maintype="image", subtype="png", filename="a.png")
    mail = parse_mail(message.as_bytes())
    with store.read() as view:
        entry = mail_entry(mail, whose_mail(view, mail), channel="email", now=store.time.now())
    service = contacts_of(store)
    (contact,) = service.add_contact(contact=entry, files=mail.files, once=True).ids("contact")
    with store.read() as view:
        kept = view.driver.execute("SELECT name, contact_id, customer_id FROM attachment").fetchall()
    assert kept == [("a.png", contact.bytes, smit.bytes)]
    with pytest.raises(Conflict, match="already"):
        service.add_contact(contact=entry, files=mail.files, once=True)

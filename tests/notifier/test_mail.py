"""The email on the wire: headers that name the delivery and the list, and nothing that a publisher could slip in."""

from __future__ import annotations

import quopri
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import ChangeKind
from domain.subscriptions import Address, Channel
from notifier.mail import quoted_printable, sender_address
from tests.notifier.cast import GOLIAD, PUBLIC_URL, changed, item, message, spiteful
from tests.notifier.laid_out import mail as laid_out
from workflows.ports import AlertMessage


def _built(given: AlertMessage, sender: str = "Lookout <alerts@lookout.example.org>") -> tuple[bytes, EmailMessage]:
    built = laid_out(given, sender)
    return built, message_from_bytes(built, policy=default)


def test_the_headers_name_the_delivery_and_the_list() -> None:
    built, mail = _built(message())
    head = built.split(b"\r\n\r\n")[0].decode("ascii").splitlines()

    assert [line for line in head if not line.startswith((" ", "Content-"))] == [
        "Message-ID: <delivery-77@lookout.example.org>",
        "Date: Wed, 05 Mar 2025 14:06:00 +0000",
        "To: alice@example.org",
        "X-Lookout-Delivery: delivery-77",
        "List-Unsubscribe: <https://lookout.example.org/manage/secret-token>",
        "From: Lookout <alerts@lookout.example.org>",
        "Subject: 287(g): Goliad County Sheriff's Office, TX signed (Task Force Model)",
        "List-Id: Lookout alerts <alerts.lookout.example.org>",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "MIME-Version: 1.0",
    ]
    assert mail["Content-Language"] == "en"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_long_unsubscribe_address_stays_one_readable_word() -> None:
    url = f"{PUBLIC_URL}/manage/{'t' * 300}"
    built, _ = _built(message(manage_url=url, message_id="d" * 100))

    assert f"List-Unsubscribe: <{url}>\r\n".encode() in built
    assert f"X-Lookout-Delivery: {'d' * 100}\r\n".encode() in built
    assert f"Message-ID: <{'d' * 100}@lookout.example.org>\r\n".encode() in built


def test_without_an_address_for_managing_there_is_no_unsubscribe_header() -> None:
    _, mail = _built(message(manage_url=""))

    assert "List-Unsubscribe" not in mail


def test_the_bytes_are_fit_for_any_mail_server() -> None:
    built, _ = _built(message(item(changed(ChangeKind.NEW, replace(GOLIAD, agency="Peñasco Sheriff’s Office")))))

    assert built.isascii()
    assert b"\r\n" in built
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", built)
    assert all(len(line) <= 78 for line in built.split(b"\r\n") if not line.startswith((b"List-", b"Subject")))


def test_nothing_printed_by_the_publisher_becomes_a_header_or_an_address() -> None:
    built, mail = _built(spiteful())

    assert mail["To"] == "alice@example.org"
    assert "Bcc" not in mail
    assert "List-Unsubscribe" not in mail
    assert len(mail["Subject"]) <= 150
    assert str(mail["Subject"]).isprintable()
    assert re.search(rb"^bcc:", built.split(b"\r\n\r\n")[0], re.IGNORECASE | re.MULTILINE) is None
    assert re.fullmatch(r"<[A-Za-z0-9._-]+@lookout\.example\.org>", str(mail["Message-ID"]))


def test_a_sender_may_have_a_name_with_any_letters() -> None:
    _, mail = _built(message(), '"Vigía, 287(g)" <alerts@lookout.example.org>')

    assert mail["From"].addresses[0].display_name == "Vigía, 287(g)"
    assert mail["From"].addresses[0].addr_spec == "alerts@lookout.example.org"
    assert sender_address("alerts@lookout.example.org").display_name == ""


@pytest.mark.parametrize("text", ["", "Lookout", "Lookout <>", "Lookout <alerts>", "a@example.org, b@example.org"])
def test_a_sender_that_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"Lookout <alerts@example\.org>"):
        sender_address(text)


def test_a_mail_program_may_end_the_subscription_with_one_click_where_one_person_reads_it() -> None:
    one_click = f"{PUBLIC_URL}/unsubscribe/{'t' * 100}"
    built, mail = _built(message(one_click_url=one_click))

    assert f"List-Unsubscribe: <{one_click}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in built
    assert mail.get_all("List-Unsubscribe") == [f"<{one_click}>"]


@pytest.mark.parametrize("one_click", ["", "javascript:alert(1)", f"{PUBLIC_URL}/{'x' * 1000}", f"{PUBLIC_URL}/ñ"])
def test_where_several_read_it_the_page_asks_first(one_click: str) -> None:
    _, mail = _built(message(one_click_url=one_click))

    assert mail["List-Unsubscribe"] == "<https://lookout.example.org/manage/secret-token>"
    assert "List-Unsubscribe-Post" not in mail


_lines = st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200), max_size=8)


@given(_lines, _lines)
def test_pieces_that_were_encoded_apart_read_like_one_text(first: list[str], second: list[str]) -> None:
    above, below = ("".join(f"{line}\n" for line in lines) for lines in (first, second))
    encoded = quoted_printable(above) + quoted_printable(below)

    assert quopri.decodestring(encoded).decode() == (above + below).replace("\n", "\r\n")
    assert encoded.isascii()
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert b"=_" not in encoded


def test_what_is_no_address_is_never_put_into_a_header() -> None:
    for to in ("a@example.org\r\nBcc: eve@example.org", "a@example.org, eve@example.org", "a <a@example.org>", "a"):
        with pytest.raises(ValueError, match="checked"):
            laid_out(message(address=Address(channel=Channel.EMAIL, value=to)))

"""The email on the wire: headers that name the delivery and the list, and nothing that a publisher could slip in."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from domain.changes import ChangeKind
from notifier.mail import build_mail, sender_address
from notifier.wording import letter
from tests.notifier.cast import GOLIAD, NOW, PUBLIC_URL, changed, item, message, spiteful
from workflows.ports import AlertMessage


def _built(given: AlertMessage, sender: str = "Lookout <alerts@lookout.example.org>") -> tuple[bytes, EmailMessage]:
    built = build_mail(
        letter(given),
        message_id=given.message_id,
        sender=sender_address(sender),
        to=given.address.value,
        manage_url=given.manage_url,
        public_url=PUBLIC_URL,
        now=NOW,
    )
    return built, message_from_bytes(built, policy=default)


def test_the_headers_name_the_delivery_and_the_list() -> None:
    built, mail = _built(message())
    head = built.split(b"\r\n\r\n")[0].decode("ascii").splitlines()

    assert [line for line in head if not line.startswith((" ", "Content-"))] == [
        "X-Lookout-Delivery: delivery-77",
        "List-Unsubscribe: <https://lookout.example.org/manage/secret-token>",
        "Message-ID: <delivery-77@lookout.example.org>",
        "Date: Wed, 05 Mar 2025 14:06:00 +0000",
        "From: Lookout <alerts@lookout.example.org>",
        "To: alice@example.org",
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

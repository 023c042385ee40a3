"""The page that shows every kind of message: as the messages are, and complete."""

from __future__ import annotations

from domain.deliveries import Purpose
from domain.subscriptions import Language
from lookout.messages import DOCUMENT, document
from notifier.phrases import phrases


def test_the_page_of_messages_shows_them_as_they_are() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run `make messages`"


def test_the_page_shows_a_letter_of_every_purpose_in_both_languages() -> None:
    page = " ".join(DOCUMENT.read_text("utf-8").split())
    told_in_other_ways = {Purpose.ALERT, Purpose.DIGEST, Purpose.TEST, Purpose.SIGNAL}

    for language in Language:
        for purpose in set(Purpose) - told_in_other_ways:
            known = {"site": "lookout.example.org", "since": "|", "until": "|"}
            opening = phrases(language).say(f"opening.{purpose.value}", **known)
            assert all(part in page for part in opening.split("|"))


def test_nothing_on_the_page_leads_to_anybody_s_real_address() -> None:
    text = DOCUMENT.read_text("utf-8")
    hosts = {part.split("/")[0] for part in text.replace("|", "/").split("https://")[1:]}

    assert hosts <= {"lookout.example.org", "www.ice.gov", "www.dhs.gov"}
    assert "@" not in text

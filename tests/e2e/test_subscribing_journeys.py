"""The journey of a small coalition: from the form to the letter, and out again, by mail and by Slack."""

from __future__ import annotations

import re

import pytest

from domain.addresses import at
from domain.subscriptions import Language, Standing
from lookout.demo.story import ADDRESS_OF
from lookout.demo.story import Reader as Hearer
from tests.builders.served import Served
from tests.e2e.browsing import Reader
from web.phrases import Phrases, phrases

HOURS = 2
"""Between two people who ask: one network may ask five times an hour."""


def ask(reader: Reader, site: Served, address: str, words: Phrases, *, shared: bool = False) -> None:
    """Go from the home page through the form and its preview to the page that says to look into the inbox."""
    site.forward(hours=HOURS * 3)
    reader.open(at(words.language, "/"))
    reader.page.locator("header a[href$='/subscribe']").click()
    reader.page.locator("input[name=state][value=Texas]").check()
    reader.page.locator("input[name=cadence][value=weekly]").check()
    reader.page.locator("form.wish button").click()
    assert words.say("preview.volume") in reader.text
    reader.page.locator("#address").fill(address)
    if shared:
        reader.page.locator("#shared").check()
    site.forward(seconds=30)
    reader.press(words.say("preview.send"))


def standing(site: Served, address: str) -> list[Standing]:
    """Return where the subscriptions of an address stand."""
    with site.lookout.record.open() as ledger:
        return [one.standing for one, _ in ledger.addresses() if one.address.value == address]


@pytest.mark.parametrize("language", Language)
def test_j9_by_mail_from_the_form_to_being_forgotten(reader: Reader, site: Served, language: Language) -> None:
    somebody, words = site.somebody(), phrases(language)
    ask(reader, site, somebody, words)
    assert words.say("asked.title") in reader.text
    assert len(site.letters(somebody)) == 1, "one letter and nothing more"

    confirm = site.link(somebody, "confirm")
    for _ in range(3):
        assert reader.open(confirm) == 200
    assert standing(site, somebody) == [Standing.UNCONFIRMED], "looking changes nothing"
    reader.press(words.say("confirm.press"))
    assert words.say("confirm.done.title") in reader.text
    assert standing(site, somebody) == [Standing.ACTIVE]

    manage = reader_manages(reader, site, somebody, words)
    assert reader.open(manage) == 200
    reader.press(words.say("manage.pause"))
    assert words.say("manage.paused") in reader.text
    assert standing(site, somebody) == [Standing.PAUSED]
    reader.press(words.say("manage.resume"))
    reader.press(words.say("manage.test"))
    assert words.say("manage.tested") in reader.text
    assert site.letters(somebody)[-1].to == somebody
    reader.page.locator("input[name=state][value=Ohio]").check()
    reader.press(words.say("manage.save"))
    assert words.say("manage.changed") in reader.text
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name=words.say("manage.data")).click()
    assert somebody in download.value.path().read_text("utf-8")

    reader.press(words.say("forget.press"))
    assert words.say("forget.not_sure") in reader.text
    assert standing(site, somebody) == [Standing.ACTIVE]
    reader.complaints.clear()  # the browser says of the page that asks again that it is an error
    reader.page.locator("#sure").check()
    reader.press(words.say("forget.press"))
    assert words.say("forget.done.title") in reader.text
    assert standing(site, somebody) == []


def reader_manages(reader: Reader, site: Served, somebody: str, words: Phrases) -> str:
    """Ask, by the link under a message, for the link that changes the subscription, and return it from its letter."""
    with site.lookout.record.open() as ledger:
        [number] = [one.id for one, _ in ledger.addresses() if one.address.value == somebody]
    reader.open(site.unsubscribe_path(number, words.language))
    reader.press(words.say("unsubscribe.send_link"))
    assert words.say("manage.asked.title") in reader.text
    return site.link(somebody, "manage")


def test_j9_the_end_by_link_can_be_taken_back(reader: Reader, site: Served) -> None:
    somebody, words = site.somebody(), phrases(Language.ENGLISH)
    ask(reader, site, somebody, words)
    reader.open(site.link(somebody, "confirm"))
    reader.press(words.say("confirm.press"))
    with site.lookout.record.open() as ledger:
        [number] = [one.id for one, _ in ledger.addresses() if one.address.value == somebody]
    ending = site.unsubscribe_path(number, words.language)

    reader.open(ending)
    assert standing(site, somebody) == [Standing.ACTIVE]
    reader.press(words.say("unsubscribe.press"))
    assert words.say("unsubscribe.ended.title") in reader.text
    assert standing(site, somebody) == [Standing.ENDED]
    reader.open(ending)
    assert words.say("unsubscribe.already.title") in reader.text
    reader.open(site.link(somebody, "undo"))
    reader.press(words.say("undo.press"))
    assert standing(site, somebody) == [Standing.ACTIVE]


def test_j9_one_reader_of_a_shared_inbox_ends_it_for_nobody(reader: Reader, site: Served) -> None:
    somebody, words = site.somebody(), phrases(Language.ENGLISH)
    ask(reader, site, somebody, words, shared=True)
    reader.open(site.link(somebody, "confirm"))
    reader.press(words.say("confirm.press"))
    with site.lookout.record.open() as ledger:
        [number] = [one.id for one, _ in ledger.addresses() if one.address.value == somebody]
    reader.open(site.unsubscribe_path(number, words.language))
    reader.press(words.say("unsubscribe.press_shared"))

    assert words.say("unsubscribe.asked.title") in reader.text
    assert standing(site, somebody) == [Standing.ACTIVE]
    reader.open(site.link(somebody, "end"))
    reader.page.locator("form.wish button").click()
    assert standing(site, somebody) == [Standing.ENDED]


def test_j9_whoever_did_not_ask_is_never_written_to_again(reader: Reader, site: Served) -> None:
    somebody, words = site.somebody(), phrases(Language.ENGLISH)
    ask(reader, site, somebody, words)
    reader.open(site.link(somebody, "confirm"))
    reader.press(words.say("refuse.press"))
    assert words.say("refuse.done.title") in reader.text
    ask(reader, site, somebody, words)

    assert words.say("asked.title") in reader.text, "the same answer, whatever is known of the address"
    assert len(site.letters(somebody)) == 1


def test_j9_by_slack_with_the_code_that_the_channel_shows(reader: Reader, site: Served) -> None:
    words = phrases(Language.ENGLISH)
    hook = f"{site.inbox.webhook_url}?{site.somebody()}"
    ask(reader, site, hook, words)
    posted = site.letters(ADDRESS_OF[Hearer.TASK_FORCE])[-1]
    [code] = set(re.findall(r"\b[A-HJKMNP-Z2-9]{8}\b", posted.raw.decode()))

    assert "/code/" in reader.path
    reader.page.locator("#code").fill("AAAA2222")
    reader.press(words.say("code.press"))
    assert words.say("code.wrong") in reader.text
    reader.complaints.clear()  # the browser says of the page that asks again that it is an error
    reader.page.locator("#code").fill(code)
    reader.press(words.say("code.press"))
    assert words.say("code.done.title") in reader.text
    assert standing(site, hook) == [Standing.ACTIVE]

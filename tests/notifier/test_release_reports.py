"""Press releases in words: whose word it is, what we read out of it, and nothing else of it; safe in every channel."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest

from domain.deliveries import OutcomeKind, Purpose
from domain.releases import (
    Action,
    AgencyMention,
    Bound,
    Counted,
    Figure,
)
from domain.subscriptions import Filter, Language, Timing
from domain.vocabulary import STATES
from notifier import Notifier
from notifier.content import content
from notifier.phrases import phrases
from notifier.release_reports import NAMES_SHOWN
from notifier.wording import FULL_REPORTS, SUBJECT_LIMIT
from tests.notifier.cast import PUBLIC_URL, SPITEFUL, item, message
from tests.notifier.laid_out import chat_message, html_email, letter, mail, payload, text_email
from tests.notifier.press import DHS, READING, alert, digest, release
from workflows.ports import AlertMessage

IN_ENGLISH = """\
A press release about 287(g) matches your subscription.

A release is the publisher's word: ICE's list decides what we call
signed or ended.

PRESS RELEASES
==============

U.S. Department of Homeland Security: “Goliad County joins 287(g)”

  Published: March 5, 2025
  It speaks of: signing an agreement; ending an agreement
  Support types it names: Task Force Model
  Agencies it names: Goliad County Sheriff's Office, TX
  States it names: Texas
  It says: 1,958 agencies; more than 1 arrest (Texas)

  The release: https://www.dhs.gov/news/2025/03/05/goliad
  Our page on it: https://lookout.example.org/releases/0123456789ab

------------------------------------------------------------------------
All press releases: https://lookout.example.org/releases
"""
IN_SPANISH = """\
Un comunicado de prensa sobre el 287(g) corresponde a su suscripción.

Un comunicado es la palabra de quien lo publica: la lista de ICE decide
lo que llamamos firmado o terminado.

COMUNICADOS DE PRENSA
=====================

U.S. Department of Homeland Security: «Goliad County joins 287(g)»

  Publicado: 5 de marzo de 2025
  Habla de: la firma de un acuerdo; el fin de un acuerdo
  Tipos de acuerdo que nombra: Task Force Model (modelo de fuerza de
    tarea)
  Agencias que nombra: Goliad County Sheriff's Office, TX
  Estados que nombra: Texas
  Dice: 1,958 agencias; más de 1 arresto (Texas)

  El comunicado: https://www.dhs.gov/news/2025/03/05/goliad
  Nuestra página sobre él:
    https://lookout.example.org/es/releases/0123456789ab

------------------------------------------------------------------------
Todos los comunicados: https://lookout.example.org/releases
"""


@pytest.mark.parametrize(("language", "text"), [(Language.ENGLISH, IN_ENGLISH), (Language.SPANISH, IN_SPANISH)])
def test_the_whole_text_of_an_alert_of_a_release(language: Language, text: str) -> None:
    assert text_email(alert(language=language)).startswith(text)


@pytest.mark.parametrize(
    ("publisher", "english", "spanish"),
    [
        (DHS, "287(g): DHS press release: Goliad", "287(g): comunicado de DHS: Goliad"),
        (
            "U.S. Immigration and Customs Enforcement",
            "287(g): ICE press release: Goliad",
            "287(g): comunicado de ICE: ",
        ),
        (
            "Office of the Governor of Texas",
            "287(g): Governor of Texas press release: Goliad",
            "287(g): comunicado de ",
        ),
    ],
)
def test_the_subject_of_one_release_names_its_publisher_and_its_title(
    publisher: str, english: str, spanish: str
) -> None:
    one = release(publisher)

    assert letter(alert(one)).subject.startswith(english)
    assert letter(alert(one, language=Language.SPANISH)).subject.startswith(spanish)


def test_the_subject_of_several_releases_counts_them() -> None:
    several = alert(release(), release(id="1123456789ab"), release(id="2123456789ab"))

    assert letter(several).subject == "287(g): 3 press releases"
    assert letter(replace(several, language=Language.SPANISH)).subject == "287(g): 3 comunicados de prensa"
    assert letter(several).opening[0] == "3 press releases about 287(g) match your subscription."


def test_a_long_title_gives_way_in_the_subject_and_the_mark_of_a_repeat_stays() -> None:
    subject = letter(alert(release("Office " * 30, title="word " * 200), possible_repeat=True)).subject

    assert subject.startswith("[possible repeat] 287(g): Office")
    assert " press release: word" in subject
    assert subject.endswith("…")
    assert len(subject) <= SUBJECT_LIMIT


def test_a_digest_tells_its_releases_after_the_changes() -> None:
    told = letter(digest(checks=96))

    assert told.subject == "287(g): Goliad County Sheriff's Office, TX signed (Task Force Model); also 1 press release"
    assert [group.heading for group in told.groups] == ["Texas", "Press releases"]
    assert told.opening[-2:] == (
        "A press release about 287(g) matches your subscription.",
        "A release is the publisher's word: ICE's list decides what we call signed or ended.",
    )
    assert [fact.label for fact in told.links] == ["All changes"]
    two = digest(release(), release(id="1123456789ab"))
    assert letter(two).subject.endswith("; also 2 press releases")
    assert letter(replace(two, language=Language.SPANISH)).subject.endswith("; además, 2 comunicados de prensa")


def test_a_digest_without_changes_is_about_its_releases_and_says_that_nothing_changed() -> None:
    told = letter(replace(digest(checks=96), items=()))

    assert told.subject == "287(g): DHS press release: Goliad County joins 287(g)"
    assert told.opening[0].startswith("Checked 96 times")


def test_nothing_of_a_release_is_repeated_but_its_title_and_what_we_read_out_of_it() -> None:
    for sent in (text_email(alert()), html_email(alert()), str(payload(alert())), chat_message(alert(), 3500)):
        assert "words of the release" not in sent
        assert "a reason of ours" not in sent


def test_a_release_without_a_day_and_without_anything_to_read_says_just_that() -> None:
    bare = replace(READING, support_types=(), actions=(), figures=(), agencies=(), states=())
    [report] = letter(alert(release(published=None, reading=bare))).groups[0].reports

    assert [(fact.label, fact.value) for fact in report.facts] == [("Published", "no date given")]


def test_of_many_names_the_first_are_told_and_the_others_counted() -> None:
    everywhere = replace(READING, states=tuple(STATES))
    [report] = letter(alert(release(reading=everywhere))).groups[0].reports

    [states] = [fact.value for fact in report.facts if fact.label == "States it names"]
    assert states.count(";") == NAMES_SHOWN - 1
    assert states.endswith(f" and {len(STATES) - NAMES_SHOWN} more")


def test_of_many_releases_the_first_are_told_in_full_and_the_others_with_their_link() -> None:
    many = [release(id=f"{number:012d}") for number in range(FULL_REPORTS + 1)]
    told = letter(alert(*many))
    *full, short = told.groups[0].reports

    assert all(report.facts for report in full)
    assert (short.facts, short.evidence) == ((), ())
    assert short.permalink == f"{PUBLIC_URL}/releases/{FULL_REPORTS:012d}"
    assert told.opening[-1] == "The first 20 are told in full, the others in short with a link."


@pytest.mark.parametrize("language", Language)
def test_every_action_figure_and_bound_has_its_words(language: Language) -> None:
    words = phrases(language)

    assert all(words.has(f"deed.{action.value}") for action in Action)
    assert all(words.has(f"figure.{counted.value}_{amount}") for counted in Counted for amount in ("one", "many"))
    assert all(words.has(f"bound.{bound.value.replace(' ', '_')}") for bound in Bound)


def test_mail_with_releases_offers_to_end_the_subscription() -> None:
    one_click = f"{PUBLIC_URL}/unsubscribe/word"
    sent = message_from_bytes(mail(alert(one_click_url=one_click)), policy=default)

    assert sent["List-Unsubscribe"] == f"<{one_click}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Subject"] == "287(g): DHS press release: Goliad County joins 287(g)"


def test_an_alert_without_releases_is_not_sent() -> None:
    outcome = Notifier(None, "", PUBLIC_URL).send(alert(releases=()))

    assert (outcome.kind, outcome.detail) == (OutcomeKind.REFUSED, "the alert holds no releases, so it was not sent")


def test_an_alert_of_changes_says_nothing_of_releases() -> None:
    assert content(message(item(), releases=(release(),))).releases == ()


def test_a_chat_message_tells_a_release_in_short() -> None:
    chat = chat_message(alert(), 3500)

    assert f"{DHS}: “Goliad County joins 287(g)”\nPublished: March 5, 2025\nIt speaks of: signing an agreement;" in chat
    assert f"{PUBLIC_URL}/releases/0123456789ab" in chat


def test_a_letter_that_asks_says_that_releases_would_come() -> None:
    asked = message(
        items=(),
        purpose=Purpose.CONFIRM,
        action_url=f"{PUBLIC_URL}/confirm/word",
        wish=Filter(releases=True),
        timing=Timing(),
    )

    assert "Also: press releases about 287(g) by ICE, DHS, governors and" in text_email(asked)
    assert "Además: comunicados de prensa" in text_email(replace(asked, language=Language.SPANISH))
    assert "press releases" not in text_email(replace(asked, wish=Filter()))


def spiteful() -> AlertMessage:
    """Return an alert of a release in which every text that a publisher gives is an attack."""
    reading = replace(
        READING,
        agencies=(AgencyMention(state=SPITEFUL, agency=SPITEFUL, county=SPITEFUL, words=SPITEFUL),),
        figures=(Figure(value=958, counted=Counted.AGENCIES, bound=Bound.ABOUT, state=SPITEFUL, words=SPITEFUL),),
        states=(SPITEFUL,),
    )
    one = release(SPITEFUL, title=f"{SPITEFUL}\u2066\u200f", url=f"https://evil.example/{SPITEFUL}", reading=reading)
    return alert(one, digest().releases[0])


def alone() -> AlertMessage:
    return replace(spiteful(), releases=spiteful().releases[:1])


def test_a_hostile_title_is_one_clean_line_in_the_subject() -> None:
    subject = letter(alone()).subject
    sent = message_from_bytes(mail(replace(alone(), message_id="x", change_log_url="")), policy=default)

    assert subject.isprintable()
    assert "\u202e" not in subject
    assert sent["Bcc"] is None
    assert sent["Subject"] == subject


class _Tags(HTMLParser):
    """Collects the tags and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]


def test_a_hostile_title_is_no_markup_in_the_page_and_forges_no_line_in_the_text() -> None:
    page, text = _Tags(), text_email(spiteful())
    page.feed(html_email(spiteful()))

    assert page.tags <= {"html", "head", "meta", "title", "body", "div", "p", "span", "br", "a", "h1", "h2"}
    assert all(link and link.startswith((PUBLIC_URL, "https://www.dhs.gov/")) for link in page.links)
    for sent in (text, html_email(spiteful())):
        assert not set("\u202e\u2066\u200f\x00") & set(sent)
        assert "{{7*7}}" in sent
    assert not [line for line in text.splitlines() if line.startswith("Bcc")]


def test_a_hostile_title_calls_no_channel_and_becomes_no_link_in_slack() -> None:
    texts = re.findall(r'"text": "((?:[^"\\]|\\.)*)"', json.dumps(payload(spiteful()), ensure_ascii=False))

    assert any("&lt;!channel&gt;" in text for text in texts)
    for text in texts:
        assert not re.search(r"<(?!https://(lookout\.example\.org|www\.dhs\.gov)/)", text)
        assert "\u202e" not in text

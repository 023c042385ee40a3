"""Errors, releases, sources, incidents and the page for programs in Spanish: our own words in Spanish, what is on record marked as English."""

from __future__ import annotations

import html

import pytest

from domain.subscriptions import Language
from tests.web.conftest import an_evening, browse
from tests.web.fake_press import FakePress, release
from tests.web.reading import page_of, words_of
from web.errors import NotFoundError
from web.phrases import phrases


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere", 404, "error.absent_means"),
        ("/releases/0123456789ab", 404, "error.no_release"),
        ("/sources/no-such", 404, "error.no_source"),
        ("/changes?certainty=maybe", 400, "error.no_certainty"),
        ("/releases?before=much", 422, "error.unusable_means"),
    ],
)
def test_an_error_is_said_in_the_language_of_its_address(path: str, status: int, sentence: str) -> None:
    for prefix, language in (("", Language.ENGLISH), ("/es", Language.SPANISH)):
        answer = browse(an_evening(), press=FakePress()).get(prefix + path)

        assert answer.status == status
        assert phrases(language).say(sentence) in html.unescape(answer.text)


@pytest.mark.parametrize(("path", "start"), [("/nowhere", "/es"), ("/es/nowhere", "/")])
def test_an_error_leads_to_the_other_languages_start_page(path: str, start: str) -> None:
    tree = page_of(browse(an_evening()).get(path).text)

    assert tree.xpath("//p[@class='language']/a/@href") == [start]


def test_a_day_in_an_error_is_written_as_the_language_does() -> None:
    text = browse(an_evening()).get("/es/days/2999-01-31").text

    assert "El 31 ene 2999 aún no ha llegado" in text


def test_an_error_without_a_sentence_of_its_name_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        NotFoundError("error.never_written")


def test_programs_are_answered_in_english() -> None:
    answer = browse(an_evening()).get("/api/v1/changes?certainty=maybe")

    assert "The certainty is either confirmed or unconfirmed." in answer.text


@pytest.mark.parametrize(
    ("path", "spanish"),
    [
        ("/releases", "Lo que ICE, el DHS"),
        ("/releases/0123456789ab", "es la palabra de quien lo publica"),
        ("/sources", "Qué leemos, cada cuánto"),
        ("/sources/ice-287g", "Última revisión válida"),
        ("/incidents", "Cada revisión que falló"),
        ("/api", "el mismo registro en JSON"),
    ],
)
def test_a_spanish_page_holds_no_english_but_what_is_on_record(path: str, spanish: str) -> None:
    press = FakePress()
    press.add(release())
    answer = browse(an_evening(), press=press).get(f"/es{path}")
    main = page_of(answer.text).find(".//main")
    for recorded in main.xpath(".//*[@lang='en'] | .//option"):  # states keep their names
        recorded.clear(keep_tail=True)
    words = f" {words_of(main)} "

    assert answer.status == 200
    assert spanish in words
    assert [word for word in (" the ", " of ", " and ", " checked", " with ", " not ") if word in words] == []

"""Finding names by words that are misspelt, unfinished or in another order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search import WordIndex

NAMES = (
    "Polk City Police Department",
    "Polk County Sheriff's Office",
    "Goliad County Sheriff's Office",
    "Prince George's County Department of Corrections",
    "Okaloosa County Sheriff's Office",
    "Florida Highway Patrol",
)
INDEX = WordIndex((name, [name]) for name in NAMES)


def found(query: str, most: int = 10) -> list[str]:
    return [hit.found for hit in INDEX.search(query, most=most)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("goliad", "Goliad County Sheriff's Office"),
        ("GOLIAD COUNTY", "Goliad County Sheriff's Office"),
        ("sheriff goliad", "Goliad County Sheriff's Office"),
        ("golaid", "Goliad County Sheriff's Office"),
        ("goli", "Goliad County Sheriff's Office"),
        ("okalosa sherif", "Okaloosa County Sheriff's Office"),
        ("prince georges corrections", "Prince George's County Department of Corrections"),
        ("prince george’s", "Prince George's County Department of Corrections"),
        ("highway patrol florida", "Florida Highway Patrol"),
    ],
)
def test_a_name_is_found_by_its_words(query: str, name: str) -> None:
    assert found(query)[0] == name


def test_all_words_must_be_found_where_anything_has_them_all() -> None:
    assert found("polk sheriff") == ["Polk County Sheriff's Office"]


def test_where_nothing_has_all_words_the_rare_ones_decide() -> None:
    assert found("Goliad Constable Precinct") == []
    assert found("the Goliad County") == ["Goliad County Sheriff's Office"]


def test_what_has_little_beside_the_query_comes_first() -> None:
    assert found("polk city")[0] == "Polk City Police Department"
    assert found("florida") == ["Florida Highway Patrol"]


@pytest.mark.parametrize("query", ["", "   ", "'’", "%", "_", "zzzzzzz", "1"])
def test_what_names_nothing_finds_nothing(query: str) -> None:
    assert found(query) == []


def test_no_more_are_given_than_asked_for() -> None:
    assert len(found("county", most=2)) == 2
    assert WordIndex[str]([]).search("goliad", most=3) == []


@given(st.sampled_from(NAMES), st.data())
def test_one_letter_left_out_of_a_long_word_still_finds_the_name(name: str, data: st.DataObject) -> None:
    long = [word for word in name.split() if len(word) > 6 and word.isalpha()]
    if not long:
        return
    word = data.draw(st.sampled_from(long))
    place = data.draw(st.integers(1, len(word) - 1))

    assert name in found(name.replace(word, word[:place] + word[place + 1 :]))


@given(st.text(max_size=60))
def test_any_text_may_be_asked_for(query: str) -> None:
    assert all(0 < hit.score <= 1 for hit in INDEX.search(query, most=5))

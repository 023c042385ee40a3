"""Which language a release is in, and when the page's own word for it is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.release_language import language_of
from domain.subscriptions import Language

ENGLISH = "The Governor signed an order on agreements of the state police with ICE."
SPANISH = "La Gobernadora firmó una orden sobre los acuerdos de la policía del estado con ICE."


def test_the_small_words_tell_the_language() -> None:
    assert language_of(ENGLISH) is Language.ENGLISH
    assert language_of(SPANISH) is Language.SPANISH


@pytest.mark.parametrize("tag", ["es", "ES", "es-US", "es_MX", " es "])
def test_the_stated_tag_counts_where_the_words_do_not_plainly_contradict(tag: str) -> None:
    assert language_of("ICE 287(g)", tag) is Language.SPANISH
    assert language_of("The Sheriff of Los Angeles", tag) is Language.SPANISH


def test_words_that_plainly_contradict_the_tag_are_believed() -> None:
    assert language_of(SPANISH, "en") is Language.SPANISH
    assert language_of(ENGLISH, "es") is Language.ENGLISH


@pytest.mark.parametrize("tag", ["", "fr", "xx-YY", "-", "english"])
def test_a_tag_of_no_language_of_ours_says_nothing(tag: str) -> None:
    assert language_of(SPANISH, tag) is Language.SPANISH
    assert language_of("287(g)", tag) is Language.ENGLISH


@given(st.text(max_size=80), st.text(max_size=5))
def test_any_text_has_a_language_and_always_the_same(text: str, stated: str) -> None:
    assert language_of(text, stated) is language_of(text, stated)

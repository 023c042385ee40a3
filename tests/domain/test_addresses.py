"""Where our pages stand in each language."""

from __future__ import annotations

import pytest

from domain.addresses import at, in_language
from domain.subscriptions import Language


@pytest.mark.parametrize(
    ("path", "spanish"), [("/", "/es"), ("/states", "/es/states"), ("/?kind=new", "/es/?kind=new")]
)
def test_english_stands_at_the_root_and_spanish_below_es(path: str, spanish: str) -> None:
    assert at(Language.ENGLISH, path) == path
    assert at(Language.SPANISH, path) == spanish


def test_a_whole_address_is_led_into_the_language_wherever_the_site_stands() -> None:
    url = "https://example.org/lookout/changes/1"

    assert in_language(Language.SPANISH, url, "/changes/1") == "https://example.org/lookout/es/changes/1"
    assert in_language(Language.ENGLISH, url, "/changes/1") == url
    assert in_language(Language.SPANISH, url, "/changes/2") == url

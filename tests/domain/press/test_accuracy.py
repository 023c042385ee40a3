"""How well releases are read, on the labels the rules were written with and on those held out."""

from __future__ import annotations

import pytest

from tests.domain.press import accuracy
from tests.domain.press.labelled_releases import RELEASES, Labelled

ENOUGH = 0.95
FAIR = 0.9
"""For what is read out of a release: a hint beside the record. What is held out does worse, as the page says."""
SPLITS = accuracy.splits()


@pytest.mark.parametrize("releases", [held for _, held in SPLITS] + [list(RELEASES)], ids=["rules", "held out", "all"])
def test_relevant_releases_are_told_from_the_others(releases: list[Labelled]) -> None:
    score = accuracy.relevance(releases)

    assert score.precision >= ENOUGH
    assert score.recall >= ENOUGH


@pytest.mark.parametrize("measure", [accuracy.actions, accuracy.support_types, accuracy.figures])
def test_what_is_read_out_of_all_of_them_is_right_nine_times_in_ten(measure: accuracy.Measure) -> None:
    score = measure(RELEASES)

    assert score.precision >= FAIR
    assert score.recall >= FAIR


def test_the_labels_are_many_and_hard() -> None:
    (_, _), (_, held_out) = SPLITS

    assert len(RELEASES) >= 220
    assert len(held_out) >= 60
    assert 0.4 <= sum(release.relevant for release in RELEASES) / len(RELEASES) <= 0.6
    assert sum(len(release.figures) for release in RELEASES) >= 40
    assert len({release.title for release in RELEASES}) == len(RELEASES)


def test_what_is_not_about_the_partnership_has_no_deeds_and_no_figures() -> None:
    others = [release for release in RELEASES if not release.relevant]

    assert accuracy.actions(others) == accuracy.figures(others) == accuracy.support_types(others) == accuracy.Score()


def test_the_page_holds_the_figures_that_the_code_computes() -> None:
    page = accuracy.PAGE.read_text("utf-8")

    assert accuracy.written(page) == page


def test_a_missed_and_a_false_one_are_counted_as_such() -> None:
    score = accuracy.Score(found=8, missed=2, false=0)

    assert (score.precision, score.recall) == (1.0, 0.8)
    assert accuracy.Score(found=6, false=2).precision == 0.75

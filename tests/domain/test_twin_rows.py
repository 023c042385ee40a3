"""What a second row of an agreement adds to what we know of it: names, links, and what a reviewer declared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.agreements import Twin
from domain.changes import ChangeKind
from domain.questions import Ruling
from domain.rulings import merge
from domain.snapshots import Column
from domain.text import comparable
from tests.domain.cast import DOCUMENTS, KINNEY, LAVERNIA, OKALOOSA, Story, kinds, row
from tests.domain.test_rulings import DECIDED

CITY = replace(LAVERNIA, agency="City of La Vernia Police Department")
COPY = replace(LAVERNIA, agency="La Venria Police Department")


def test_a_twin_that_comes_later_adds_its_name() -> None:
    story = Story.of(KINNEY, LAVERNIA)
    story.sees(KINNEY, LAVERNIA, CITY)

    assert story.agreement(LAVERNIA).aliases == {LAVERNIA.agency, CITY.agency}
    assert story.agreement(LAVERNIA).twins == {Twin(agency=CITY.agency, signed=CITY.signed_text)}


def test_a_copy_that_a_reviewer_declared_the_same_is_kept_as_a_twin_beside_its_row() -> None:
    story = Story.of(KINNEY, LAVERNIA)
    story.rule(LAVERNIA, comparable(COPY.agency), Ruling.SAME)
    story.sees(KINNEY, LAVERNIA, COPY, CITY)

    assert {twin.agency for twin in story.agreement(LAVERNIA).twins} == {COPY.agency, CITY.agency}
    assert story.sees(KINNEY, COPY) == ()


@pytest.mark.parametrize("kind", [ChangeKind.MOA_PUBLISHED, ChangeKind.ADDENDUM_PUBLISHED])
def test_a_twins_document_or_addendum_is_the_agreements(kind: ChangeKind) -> None:
    which = "moa" if kind is ChangeKind.MOA_PUBLISHED else "addendum"
    story = Story.of(KINNEY, LAVERNIA, CITY)
    link: dict[str, Any] = {f"{which}_url": DOCUMENTS + "LaVernia.pdf", f"{which}_text": "Link"}
    linked = replace(CITY, **link)

    [change] = story.sees(KINNEY, LAVERNIA, linked)

    assert change.kind is kind
    assert getattr(change.facts, f"{which}_url") == DOCUMENTS + "LaVernia.pdf"
    assert getattr(change.facts, f"{which}_text") == "Link"


@pytest.mark.parametrize("which", ["moa", "addendum"])
def test_a_rows_own_document_comes_before_its_twins(which: str) -> None:
    own: dict[str, Any] = {f"{which}_url": DOCUMENTS + "Own.pdf"}
    twins: dict[str, Any] = {f"{which}_url": DOCUMENTS + "Twins.pdf"}
    main = replace(LAVERNIA, **own)
    story = Story.of(KINNEY, main)

    story.sees(KINNEY, main, replace(CITY, **twins))

    assert getattr(story.agreement(LAVERNIA).facts, f"{which}_url") == DOCUMENTS + "Own.pdf"


@pytest.mark.parametrize("which", ["moa", "addendum"])
def test_where_a_workbook_lost_its_links_one_that_leads_elsewhere_is_told_all_the_same(which: str) -> None:
    first = replace(LAVERNIA, moa_url=DOCUMENTS + "a.pdf", addendum_url=DOCUMENTS + "b.pdf", moa_text="Link")
    story = Story.of(KINNEY, OKALOOSA, first)
    other: dict[str, Any] = {f"{which}_url": DOCUMENTS + "c.pdf"}

    story.sees(KINNEY, OKALOOSA, replace(first, **other), links_lost=True)

    assert getattr(story.agreement(LAVERNIA).facts, f"{which}_url") == DOCUMENTS + "c.pdf"


@pytest.mark.parametrize("which", ["document_seen", "addendum_seen"])
def test_one_agreement_made_of_two_remembers_a_document_of_either(which: str) -> None:
    story = Story.of(KINNEY, LAVERNIA)
    patrol = row("Harbor Patrol", "Aransas County")
    story.sees(KINNEY, LAVERNIA, patrol)
    keeper, other = story.agreement(LAVERNIA), story.agreement(patrol)

    for first, second in ((True, False), (False, True), (False, False)):
        ours: dict[str, Any] = {which: first}
        theirs: dict[str, Any] = {which: second}
        _, (kept, _) = merge(replace(keeper, **ours), replace(other, **theirs), DECIDED)
        assert getattr(kept, which) is (first or second)


def test_a_new_date_while_listed_does_not_publish_the_document_anew() -> None:
    linked = replace(LAVERNIA, moa_url=DOCUMENTS + "a.pdf", moa_text="Link")
    story = Story.of(KINNEY, linked)
    story.sees(KINNEY, replace(linked, moa_url=None, moa_text="", signed_on=KINNEY.signed_on), after=timedelta(days=1))

    assert ChangeKind.MOA_PUBLISHED not in kinds(story.sees(KINNEY, linked))


def test_an_absent_agreement_that_takes_over_a_row_knows_the_columns_of_both() -> None:
    story = Story.of(KINNEY, LAVERNIA)
    patrol = row("Harbor Patrol", "Aransas County")
    story.sees(KINNEY, patrol)
    absent = replace(story.agreement(LAVERNIA), columns=frozenset({Column.COUNTY}))
    listed = replace(story.agreement(patrol), columns=frozenset({Column.MOA}))

    _, (kept, _) = merge(absent, listed, DECIDED)

    assert kept.columns == {Column.COUNTY, Column.MOA}


def test_an_arrival_and_a_departure_are_taken_back_by_a_retraction_each() -> None:
    story = Story.of(KINNEY, LAVERNIA)
    patrol = row("Harbor Patrol", "Aransas County")
    [arrived] = story.sees(KINNEY, LAVERNIA, patrol)
    [missing] = story.sees(KINNEY, LAVERNIA)

    changes, _ = merge(story.agreement(LAVERNIA), story.agreement(patrol), DECIDED)

    assert [change.kind for change in changes] == [ChangeKind.RETRACTED, ChangeKind.RETRACTED]
    assert {change.supersedes for change in changes} == {arrived.id, missing.id}
    assert len({change.id for change in changes}) == 2


@pytest.mark.parametrize("text", ["Link", "MOA", "Goliad", ""])
def test_a_link_is_a_document_whatever_its_text_and_is_published_only_once(text: str) -> None:
    linked = replace(LAVERNIA, moa_url=DOCUMENTS + "LaVernia.pdf", moa_text=text)
    story = Story.of(KINNEY, linked)
    story.sees(KINNEY, replace(LAVERNIA, moa_text=""))

    assert kinds(story.sees(KINNEY, linked)) == [ChangeKind.MOA_CHANGED]


@pytest.mark.parametrize("text", ["MOA", "pending", "pending link", "link pending"])
def test_other_words_without_a_link_are_no_document(text: str) -> None:
    story = Story.of(KINNEY, replace(LAVERNIA, moa_text=text))

    linked = replace(LAVERNIA, moa_url=DOCUMENTS + "LaVernia.pdf", moa_text="MOA")
    assert kinds(story.sees(KINNEY, linked)) == [ChangeKind.MOA_PUBLISHED]

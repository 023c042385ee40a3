"""Ids name the same thing on every replay, and two things never share one."""

from __future__ import annotations

from domain.agreements import agreement_id, change_id
from tests.domain.cast import CAST, GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, row, snapshot


def test_comparing_twice_gives_the_very_same_changes() -> None:
    tellings = [Story.of(GOLIAD, KINNEY).sees(KINNEY, LAVERNIA, OKALOOSA) for _ in range(2)]

    assert tellings[0] == tellings[1]
    assert len(tellings[0]) == 3


def test_the_same_step_taken_again_later_is_other_news() -> None:
    story = Story.of(*CAST)
    rounds = [story.sees(KINNEY, LAVERNIA, OKALOOSA) + story.sees(*CAST) for _ in range(3)]

    ids = [change.id for told in rounds for change in told]

    assert len(ids) == len(set(ids)) == 6


def test_an_id_depends_on_each_of_its_parts() -> None:
    parts = ("ice-287g", 1, 2, "a", "new")
    others = [
        ("other", 1, 2, "a", "new"),
        ("ice-287g", 0, 2, "a", "new"),
        ("ice-287g", None, 2, "a", "new"),
        ("ice-287g", 1, 3, "a", "new"),
        ("ice-287g", 1, 2, "b", "new"),
        ("ice-287g", 1, 2, "a", "missing"),
    ]

    ids = {change_id(*each) for each in (parts, *others)}

    assert len(ids) == 7
    assert {len(each) for each in ids} == {16}


def test_an_agreements_id_depends_on_source_version_and_what_it_is() -> None:
    rows = snapshot([GOLIAD, KINNEY, row(GOLIAD.agency, "Bee County")]).rows

    ids = {agreement_id(source, version, each) for source in ("a", "b") for version in (1, 2) for each in rows}

    assert len(ids) == 12
    assert {len(each) for each in ids} == {12}


def test_changes_stand_in_the_order_of_state_and_agency_whatever_the_sheets_order() -> None:
    told = Story.of(GOLIAD).sees(LAVERNIA, OKALOOSA, KINNEY)

    assert [(change.facts.state, change.facts.agency) for change in told] == [
        ("Florida", OKALOOSA.agency),
        ("Texas", GOLIAD.agency),
        ("Texas", KINNEY.agency),
        ("Texas", LAVERNIA.agency),
    ]

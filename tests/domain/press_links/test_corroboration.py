"""What a release and ICE's list say of each other, and that a release alone ends nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.agreements import Agreement, Standing
from domain.changes import Certainty, Change, ChangeKind
from domain.corroboration import Strength, corroborates, endings_to_review
from domain.mentions import Directory, known_agencies
from domain.releases import Action, AgencyMention, Published, Release, ReleaseReading, Relevance
from domain.subscriptions import Language
from tests.domain.press_links.test_mentions import agreement

CHANGED = date(2026, 3, 1)
FREDERICK = agreement("Frederick County Sheriff's Office", "Maryland", county="Frederick County")


def release(
    *actions: Action,
    on: date = CHANGED,
    agencies: tuple[AgencyMention, ...] = (),
    states: tuple[str, ...] = (),
    is_relevant: bool = True,
) -> Release:
    reading = ReleaseReading(
        relevance=Relevance(score=9, is_relevant=is_relevant, reasons=()),
        language=Language.ENGLISH,
        actions=actions,
        agencies=agencies,
        states=states,
    )
    return Release(
        id="0123456789ab",
        source="us-md-governor",
        url="https://governor.maryland.gov/news/x",
        title="Governor signs ban",
        published=Published(on=on),
        first_seen_at=datetime(2026, 3, 1, tzinfo=UTC),
        reading=reading,
    )


def change(kind: ChangeKind, of: Agreement = FREDERICK) -> Change:
    return Change(
        id="c1",
        source=of.source,
        kind=kind,
        certainty=Certainty.CONFIRMED,
        agreement_id=of.id,
        observed_at=datetime(CHANGED.year, CHANGED.month, CHANGED.day, 15, tzinfo=UTC),
        version_from=1,
        version_to=2,
        facts=of.facts,
        before=of.facts,
        after=None,
    )


def mention(
    *,
    ids: tuple[str, ...] = (),
    agency: str = "Frederick County Sheriff",
    state: str = "Maryland",
    county: str = "Frederick County",
) -> AgencyMention:
    return AgencyMention(state=state, agency=agency, county=county, words=agency, agreement_ids=ids)


NAMED = (mention(ids=(FREDERICK.id,)),)


@pytest.mark.parametrize(
    ("kind", "action", "fits"),
    [
        (ChangeKind.NEW, Action.SIGNS, True),
        (ChangeKind.NEW, Action.EXPANDS, True),
        (ChangeKind.PENDING, Action.MANDATES, True),
        (ChangeKind.NEW, Action.ENDS, False),
        (ChangeKind.MISSING, Action.ENDS, True),
        (ChangeKind.TERMINATED, Action.BANS, True),
        (ChangeKind.PENDING_GONE, Action.ENDS, True),
        (ChangeKind.TERMINATED, Action.SIGNS, False),
        (ChangeKind.CORRECTED, Action.SIGNS, False),
        (ChangeKind.RETURNED, Action.ENDS, False),
    ],
)
def test_what_is_said_must_fit_what_happened(kind: ChangeKind, action: Action, fits: bool) -> None:
    found = corroborates(release(action, agencies=NAMED), change(kind))
    assert (found is not None) == fits
    assert found is None or found.strength is Strength.NAMED


@pytest.mark.parametrize(
    ("kind", "action", "earliest"),
    [(ChangeKind.TERMINATED, Action.ENDS, 90), (ChangeKind.NEW, Action.SIGNS, 60)],
)
def test_a_release_counts_from_weeks_before_to_two_weeks_after(kind: ChangeKind, action: Action, earliest: int) -> None:
    def found(days: int) -> bool:
        return (
            corroborates(release(action, on=CHANGED + timedelta(days=days), agencies=NAMED), change(kind)) is not None
        )

    assert found(-earliest)
    assert not found(-earliest - 1)
    assert found(14)
    assert not found(15)


def test_a_release_without_a_day_counts_from_when_it_was_seen() -> None:
    undated = replace(release(Action.ENDS, agencies=NAMED), published=None)
    assert corroborates(undated, change(ChangeKind.TERMINATED))
    assert not corroborates(
        replace(undated, first_seen_at=datetime(2025, 1, 1, tzinfo=UTC)), change(ChangeKind.TERMINATED)
    )


def test_a_ban_in_the_state_is_context_and_nothing_else_in_the_state_is() -> None:
    found = corroborates(release(Action.BANS, states=("Maryland",)), change(ChangeKind.TERMINATED))
    assert found is not None
    assert found.strength is Strength.STATE
    assert not corroborates(release(Action.ENDS, states=("Maryland",)), change(ChangeKind.TERMINATED))
    assert not corroborates(release(Action.BANS, states=("Virginia",)), change(ChangeKind.TERMINATED))
    assert not corroborates(release(Action.MANDATES, states=("Maryland",)), change(ChangeKind.NEW))


def test_an_agency_read_before_ice_listed_it_is_known_by_its_county_and_body() -> None:
    assert corroborates(release(Action.SIGNS, agencies=(mention(),)), change(ChangeKind.NEW))
    for other in (
        mention(state="Virginia"),
        mention(agency="Frederick Police Department"),
        mention(agency="Carroll County Sheriff", county="Carroll County"),
        mention(agency="Frederick County Police Department"),
    ):
        assert not corroborates(release(Action.SIGNS, agencies=(other,)), change(ChangeKind.NEW))


def test_a_release_not_about_287g_bears_nothing_out() -> None:
    assert not corroborates(release(Action.ENDS, agencies=NAMED, is_relevant=False), change(ChangeKind.TERMINATED))
    assert endings_to_review(release(Action.ENDS, agencies=NAMED, is_relevant=False), [FREDERICK]) == ()


def test_the_sentence_says_what_a_reader_can_check() -> None:
    found = corroborates(release(Action.ENDS, on=date(2026, 2, 17), agencies=NAMED), change(ChangeKind.TERMINATED))
    assert found is not None
    assert found.sentence == (
        "The release “Governor signs ban” of 2026-02-17 speaks of ending and names this agency; Frederick County "
        "Sheriff's Office, Maryland, was confirmed gone from ICE's list on 2026-03-01."
    )
    assert (found.release_id, found.change_id) == ("0123456789ab", "c1")


def test_an_ending_that_ice_has_not_listed_yet_is_for_a_reviewer() -> None:
    [suggestion] = endings_to_review(release(Action.ENDS, agencies=NAMED), [FREDERICK])
    assert suggestion.agreement_id == FREDERICK.id
    assert "whose Task Force Model agreement ICE still lists" in suggestion.sentence
    assert FREDERICK.standing is Standing.LISTED


@pytest.mark.parametrize(
    ("spoken", "listed"),
    [
        (release(Action.SIGNS, agencies=NAMED), FREDERICK),
        (release(Action.BANS, agencies=NAMED), FREDERICK),
        (release(Action.ENDS, agencies=(mention(state="Virginia"),)), FREDERICK),
        (release(Action.ENDS, agencies=NAMED), replace(FREDERICK, standing=Standing.MISSING)),
        (release(Action.ENDS, agencies=NAMED), replace(FREDERICK, source="ice-287g-pending")),
        (release(Action.ENDS, agencies=NAMED, on=date(2025, 2, 19)), FREDERICK),
    ],
)
def test_nothing_is_for_a_reviewer_where_no_listed_agreement_is_said_to_end(spoken: Release, listed: Agreement) -> None:
    assert endings_to_review(spoken, [listed]) == ()


def test_a_release_that_also_speaks_of_signing_says_so_to_the_reviewer() -> None:
    [suggestion] = endings_to_review(release(Action.SIGNS, Action.ENDS, agencies=NAMED), [FREDERICK])
    assert suggestion.sentence.endswith("It speaks of signing too.")


def test_what_a_text_names_is_what_a_change_is_corroborated_by() -> None:
    directory = Directory(known_agencies([FREDERICK]))
    agencies = directory.mentions("The Frederick County sheriff ended the agreement.", home_state="Maryland")
    assert corroborates(release(Action.ENDS, agencies=agencies), change(ChangeKind.TERMINATED))

"""Claimed figures beside the list's own count of the day: the claims are ICE's and DHS's of September 2025."""

from __future__ import annotations

from datetime import date

import pytest

from domain.changes import RowFacts
from domain.corroboration import Counts, beside_our_count, count
from domain.releases import Bound, Counted, Figure
from domain.vocabulary import SupportType
from tests.domain.press_links.test_mentions import agreement

SECOND = Counts(on=date(2025, 9, 2), agreements=957, agencies=798, states=40, territories=0, by_state={})
SEVENTEENTH = Counts(
    on=date(2025, 9, 17),
    agreements=1000,
    agencies=831,
    states=40,
    territories=0,
    by_state={"Florida": (325, 262), "Texas": (172, 135)},
)
THIRTEENTH_OF_NOVEMBER = Counts(
    on=date(2025, 11, 13), agreements=1153, agencies=958, states=39, territories=1, by_state={}
)


def figure(value: int, counted: Counted, bound: Bound = Bound.EXACTLY, state: str | None = None) -> Figure:
    return Figure(value=value, counted=counted, bound=bound, state=state, words=str(value))


def test_the_second_of_september_counted_agreements_as_agencies() -> None:
    beside = beside_our_count(figure(958, Counted.AGENCIES), SECOND, publisher="DHS")
    assert beside is not None
    assert beside.counts_agreements_as_agencies
    assert beside.fits == ()
    assert (beside.agreements, beside.agencies) == (957, 798)
    assert beside.sentence == "DHS says 958 agencies; ICE's list that day held 957 agreements by 798 agencies."


def test_the_same_claim_was_true_of_agencies_in_november() -> None:
    beside = beside_our_count(figure(958, Counted.AGENCIES), THIRTEENTH_OF_NOVEMBER, publisher="DHS")
    assert beside is not None
    assert beside.fits == (Counted.AGENCIES,)
    assert not beside.counts_agreements_as_agencies


def test_a_right_count_of_agencies_is_no_mistake_though_the_agreements_are_as_many() -> None:
    counts = Counts(on=date(2025, 2, 21), agreements=135, agencies=135, states=21, territories=0, by_state={})
    beside = beside_our_count(figure(135, Counted.AGENCIES), counts, publisher="ICE")
    assert beside is not None
    assert not beside.counts_agreements_as_agencies


@pytest.mark.parametrize(
    ("claim", "fits", "as_agencies"),
    [
        (figure(1000, Counted.AGENCIES, Bound.ABOUT), (Counted.AGREEMENTS,), True),
        (figure(325, Counted.AGREEMENTS, state="Florida"), (Counted.AGREEMENTS,), False),
        (figure(325, Counted.AGENCIES, state="Florida"), (Counted.AGREEMENTS,), True),
        (figure(171, Counted.AGENCIES, state="Texas"), (), True),
        (figure(40, Counted.STATES, Bound.MORE_THAN), (), False),
        (figure(40, Counted.STATES), (Counted.STATES,), False),
    ],
)
def test_the_seventeenth_of_september(claim: Figure, fits: tuple[Counted, ...], as_agencies: bool) -> None:
    beside = beside_our_count(claim, SEVENTEENTH, publisher="ICE")
    assert beside is not None
    assert beside.fits == fits
    assert beside.counts_agreements_as_agencies is as_agencies


def test_the_sentence_tells_the_bound_the_state_and_the_places() -> None:
    def sentence(claim: Figure, counts: Counts = SEVENTEENTH) -> str:
        beside = beside_our_count(claim, counts, publisher="ICE")
        assert beside is not None
        return beside.sentence

    assert sentence(figure(325, Counted.AGREEMENTS, state="Florida")) == (
        "ICE says 325 agreements in Florida; ICE's list that day held 325 agreements by 262 agencies in Florida."
    )
    assert sentence(figure(40, Counted.STATES, Bound.MORE_THAN), THIRTEENTH_OF_NOVEMBER) == (
        "ICE says more than 40 states; ICE's list that day held 1,153 agreements in 39 states and 1 territory."
    )
    assert sentence(figure(1, Counted.AGREEMENTS, state="Ohio")).startswith("ICE says 1 agreement in Ohio; ")


@pytest.mark.parametrize(
    ("bound", "ours", "fits"),
    [
        (Bound.EXACTLY, 450, True),
        (Bound.EXACTLY, 451, False),
        (Bound.MORE_THAN, 450, False),
        (Bound.MORE_THAN, 506, True),
        (Bound.MORE_THAN, 900, False),
        (Bound.NEARLY, 445, True),
        (Bound.NEARLY, 451, False),
        (Bound.NEARLY, 400, False),
        (Bound.ABOUT, 445, True),
        (Bound.ABOUT, 470, True),
        (Bound.ABOUT, 480, False),
    ],
)
def test_a_bound_is_kept_in_the_way_that_it_is_meant(bound: Bound, ours: int, fits: bool) -> None:
    counts = Counts(on=date(2025, 4, 24), agreements=ours, agencies=1, states=38, territories=0, by_state={})
    beside = beside_our_count(figure(450, Counted.AGREEMENTS, bound), counts, publisher="ICE")
    assert beside is not None
    assert (Counted.AGREEMENTS in beside.fits) is fits


def test_a_count_of_states_counts_territories_with_an_agreement() -> None:
    beside = beside_our_count(figure(40, Counted.STATES), THIRTEENTH_OF_NOVEMBER, publisher="ICE")
    assert beside is not None
    assert beside.states == 40
    assert beside.fits == (Counted.STATES,)


def test_what_we_do_not_count_is_not_set_beside_anything() -> None:
    assert beside_our_count(figure(8501, Counted.OFFICERS), SECOND, publisher="DHS") is None
    assert beside_our_count(figure(1100, Counted.ARRESTS), SECOND, publisher="DHS") is None
    assert beside_our_count(figure(958, Counted.AGENCIES), None, publisher="DHS") is None
    assert beside_our_count(figure(1, Counted.STATES, state="Ohio"), SECOND, publisher="DHS") is None


def facts(agency: str, state: str, support_type: SupportType = SupportType.TASK_FORCE) -> RowFacts:
    row = agreement(agency, state).facts
    return RowFacts(**{**{name: getattr(row, name) for name in row.__slots__}, "support_type": support_type})


def test_an_agreement_is_a_power_of_an_agency_however_often_it_is_printed() -> None:
    counted = count(
        [
            facts("Tampa Police Department", "Florida"),
            facts("Tampa PD", "Florida"),
            facts("Tampa Police Department", "Florida", SupportType.JAIL_ENFORCEMENT),
            facts("Lee County Sheriff's Office", "Florida"),
            facts("Lee County Sheriff's Office", "Texas"),
            facts("Office of the Attorney General", "Guam"),
        ],
        date(2025, 9, 24),
    )
    assert counted == Counts(
        on=date(2025, 9, 24),
        agreements=5,
        agencies=4,
        states=2,
        territories=1,
        by_state={"Florida": (3, 2), "Guam": (1, 1), "Texas": (1, 1)},
    )

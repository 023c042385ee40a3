"""Which numbers of a release are claims about the partnership, and what each counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures import figures_in
from domain.releases import Bound, Counted, Figure
from domain.relevance import sentences

PIECES = st.sampled_from(
    [
        "287(g) ",
        "1,000 ",
        "two thousand ",
        "agencies ",
        "in Texas ",
        "over ",
        "up from ",
        "12 of ",
        "$5 ",
        "50% ",
        ". ",
        "\n",
        "states ",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


def claims(text: str) -> list[tuple[int, str, str | None]]:
    return [(figure.value, figure.counted.value, figure.state) for figure in figures_in(text)]


@pytest.mark.parametrize(
    ("said", "value", "counted", "bound"),
    [
        ("958 agencies are in 287(g)", 958, "agencies", Bound.EXACTLY),
        ("287(g): about 1,000 departments", 1000, "agencies", Bound.ABOUT),
        ("Over 450 active 287(g) agreements", 450, "agreements", Bound.MORE_THAN),
        ("287(g): 450+ agreements", 450, "agreements", Bound.MORE_THAN),
        ("287(g): more than 5,000 officers trained", 5000, "officers", Bound.MORE_THAN),
        ("287(g): over 2,000 more in training", 2000, "officers", Bound.MORE_THAN),
        ("Nearly 800 arrests by 287(g) partners", 800, "arrests", Bound.NEARLY),
        ("287(g) partners arrested 1,120 people", 1120, "arrests", Bound.EXACTLY),
        ("One thousand agencies in 287(g)", 1000, "agencies", Bound.EXACTLY),
        ("287(g): twenty-two agencies", 22, "agencies", Bound.EXACTLY),
        ("287(g): two hundred agencies", 200, "agencies", Bound.EXACTLY),
        ("287(g): 2,382 Memorandums of Agreement", 2382, "agreements", Bound.EXACTLY),
        ("287(g): 48 of its members", 48, "agencies", Bound.EXACTLY),
        ("287(g) agencies reach 1,168", 1168, "agencies", Bound.EXACTLY),
        ("Hay 958 agencias en 287(g)", 958, "agencies", Bound.EXACTLY),
        ("Más de 450 acuerdos 287(g)", 450, "agreements", Bound.MORE_THAN),
        ("287(g): 8.500 oficiales entrenados", 8500, "officers", Bound.EXACTLY),
        ("Dos mil agencias en 287(g)", 2000, "agencies", Bound.EXACTLY),
    ],
)
def test_a_number_is_read_with_what_it_counts_and_how_it_is_meant(
    said: str, value: int, counted: str, bound: Bound
) -> None:
    [figure] = figures_in(said)

    assert (figure.value, figure.counted, figure.bound) == (value, counted, bound)


@pytest.mark.parametrize(
    "said",
    [
        "287(g) agencies",
        "287(g) grew by 609% in agencies",
        "287(g) partnerships have doubled",
        "$5,000 for 287(g) agencies",
        "$1.5 million for 287(g) agencies",
        "In 2025 agencies joined 287(g)",
        "On May 3, 2025, agencies joined 287(g)",
        "HB 2219 agencies and SB 8 departments join 287(g)",
        "The first four days of 287(g) agreements",
        "Sheriffs in 39 counties are in 287(g)",
        "287(g) bill passes 71-25; agencies wait",
        "240 officers serve in the 287(g) county",
        "A 40-hour course for 287(g) agencies",
    ],
)
def test_what_counts_nothing_of_the_partnership_is_no_figure(said: str) -> None:
    assert figures_in(said) == ()


def test_numbers_of_another_matter_are_left_alone() -> None:
    assert figures_in("FEMA signs agreements with 12 agencies in 38 states.") == ()
    assert figures_in("We spoke of 287(g). It rained. There are 50 agencies for water.") == ()


def test_the_sentence_after_one_that_names_the_partnership_belongs_to_it_and_so_does_the_title_before() -> None:
    assert claims("ICE grows 287(g). It has 958 agencies.") == [(958, "agencies", None)]
    assert claims("958 agencies sign\n\nAll joined 287(g).") == [(958, "agencies", None)]


def test_numbers_that_follow_by_state_count_what_the_first_one_did() -> None:
    told = [(831, "agencies", None), (325, "agencies", "Florida"), (171, "agencies", "Texas")]

    assert claims("ICE has 287(g) agreements with 831 agencies: 325 in Florida and 171 in Texas.") == told
    assert claims("ICE has 287(g) agreements with 831 agencies: Florida 325, Texas 171.") == told


def test_the_number_that_another_rose_from_counts_the_same() -> None:
    assert claims("54 agencies are in 287(g), up from 40.") == [(54, "agencies", None), (40, "agencies", None)]
    assert claims("287(g) rose from 135 agencies to more than 1,300.") == [
        (135, "agencies", None),
        (1300, "agencies", None),
    ]


def test_a_share_counts_twice() -> None:
    assert claims("Nine of twelve agencies left 287(g).") == [(9, "agencies", None), (12, "agencies", None)]


def test_the_counts_per_model_are_agreements() -> None:
    assert claims("287(g): 182 jail, 546 warrant and 1,654 task force agreements") == [
        (182, "agreements", None),
        (546, "agreements", None),
        (1654, "agreements", None),
    ]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("325 Florida agencies are in 287(g)", "Florida"),
        ("Florida has 325 agencies in 287(g), Texas has fewer", "Florida"),
        ("Texas: all 254 sheriffs in 287(g)", "Texas"),
        ("12 agencies in West Virginia are in 287(g)", "West Virginia"),
        ("Nueva York tiene 12 agencias en 287(g)", "New York"),
        ("Florida is one of the states with 958 agencies in 287(g)", None),
        ("Florida leads 958 agencies nationwide in 287(g)", None),
        ("Florida and Texas have 496 agencies in 287(g)", None),
        ("WASHINGTON — 958 agencies are in 287(g)", None),
        ("Washington — 958 agencies are in 287(g)", None),
        ("Hay 12 agencias 287(g) en Virginia Occidental", "West Virginia"),
        ("Florida y el programa 287(g): 38 estados", None),
        ("Washington County has 3 agencies in 287(g)", None),
    ],
)
def test_a_state_is_given_where_the_figure_counts_that_one_only(said: str, state: str | None) -> None:
    assert [figure.state for figure in figures_in(said)] == [state]


def test_territories_and_states_are_not_added_up() -> None:
    assert claims("287(g) covers 39 states and 2 territories.") == [(39, "states", None)]


def test_a_claim_made_twice_is_one_with_the_state_that_either_gives() -> None:
    said = "12 agencies sign 287(g)\n\n12 Idaho agencies joined 287(g). All 12 agencies are small."

    assert claims(said) == [(12, "agencies", "Idaho")]


def test_the_words_are_those_printed() -> None:
    assert figures_in("The sheriffs’ 287(g) has “more than 450 active sheriffs’ agreements”.") == (
        Figure(
            value=450,
            counted=Counted.AGREEMENTS,
            bound=Bound.MORE_THAN,
            state=None,
            words="more than 450 active sheriffs’ agreements",
        ),
    )


@given(TEXTS)
def test_any_text_is_read_and_always_alike_and_its_figures_stand_in_it(text: str) -> None:
    found = figures_in(text)

    assert figures_in(text) == found
    assert len(set(found)) == len(found)
    assert all(any(figure.words in sentence for sentence in sentences(text)) for figure in found)

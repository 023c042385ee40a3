"""What makes a release one about 287(g), what does not, and what is never worth fetching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.relevance import THRESHOLD, is_noise, judge, mentions_immigration, names_partnership, plain, sentences

PIECES = st.sampled_from(
    [
        "287(g) ",
        "ICE",
        " agreement with ",
        "sheriff",
        "immigration ",
        ". ",
        "\n",
        "\n\n",
        "’",
        "\u00ad",
        "\u00a0",
        "A",
        "é",
        "(",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


@pytest.mark.parametrize(
    "written",
    [
        "287(g)",
        "287g",
        "287 (g)",
        "287\u00a0(g)",
        "287(G)",
        "28\u00ad7(g)",
        "287（g）",
        "section 287(g)",
        "Section 287 of the Immigration and Nationality Act",
        "8 U.S.C. 1357(g)",
    ],
)
def test_the_section_is_known_however_it_is_written(written: str) -> None:
    assert judge(f"Sheriff speaks on {written}").is_relevant


@pytest.mark.parametrize(
    "title",
    [
        "Section 287 of the tax code amended",
        "Section 287(g) of the Water Code amended",
        "Room 287 gets a new roof",
        "Order 1287(g) withdrawn",
        "287 golf carts donated",
    ],
)
def test_another_287_is_not_the_section(title: str) -> None:
    assert judge(title).score == 0


@pytest.mark.parametrize(
    "title",
    [
        "Governor declares emergency ahead of ice storm",
        "ICE STORM: SHERIFF AND POLICE WORK WITH UTILITIES",
        "SHERIFF WARNS OF BLACK ICE; COUNTY SIGNS AGREEMENT ON SALT",
        "STATE POLICE PARTNER WITH ICE RINK",
    ],
)
def test_ice_on_the_road_is_not_the_agency(title: str) -> None:
    assert judge(title).score == 0


def test_an_agreement_counts_beside_ice_only() -> None:
    assert judge("Sheriff signs memorandum of agreement with ICE").is_relevant
    assert not judge("Sheriff signs memorandum of agreement with university").is_relevant


def test_a_bill_number_counts_beside_immigration_only() -> None:
    assert judge("Governor signs SB 8", "It is about immigration.").is_relevant
    assert not judge("Governor signs SB 8", "It is about insurance.").is_relevant


@pytest.mark.parametrize(
    "law",
    ["SB 2-C", "Executive Order JML 25-060", "Project GEAUX", "the Local Cops, Local Crimes Act", "statute 908.1033"],
)
def test_a_law_with_a_name_of_its_own_needs_nothing_beside_it(law: str) -> None:
    assert judge(f"Governor speaks on {law}").is_relevant


def test_a_model_counts_beside_immigration_only() -> None:
    assert judge("City adopts task force model", "Officers will enforce immigration law.").is_relevant
    assert not judge("City adopts task force model", "Officers will fight homelessness.").is_relevant


def test_the_release_of_one_arrest_is_not_relevant_for_the_partner_it_thanks() -> None:
    title, body = "ICE Miami arrests man wanted for murder", "He was found by deputies. " * 40

    assert not judge(title, "Officers found him in Ocala.", body + "The deputies work under 287(g).").is_relevant


def test_an_agreement_with_another_country_is_not_relevant() -> None:
    assert not judge("ICE signs memorandum of agreement with Guatemala").is_relevant


def test_new_mexico_is_not_another_country() -> None:
    assert not [
        reason
        for reason in judge("New Mexico sheriff signs memorandum of agreement with ICE").reasons
        if "another kind of partner" in reason
    ]


def test_a_university_that_joins_287g_is_relevant_all_the_same() -> None:
    assert judge("University police join 287(g)").is_relevant


def test_police_and_immigration_in_one_title_are_a_hint_that_a_deed_makes_enough() -> None:
    assert not judge("Troopers and immigration: a history").is_relevant
    assert judge("Troopers trained for immigration duty").is_relevant


def test_the_same_words_weigh_most_in_the_title_and_least_in_the_body() -> None:
    far_down = "The council met. " * 60 + "It spoke of 287(g)."

    title = judge("287(g)").score
    lead = judge("Council meets", "It spoke of 287(g).").score
    body = judge("Council meets", "It met.", far_down).score

    assert title > lead >= THRESHOLD > body > 0


def test_the_opening_of_the_body_stands_in_for_a_lead_that_is_not_there() -> None:
    assert judge("Council meets", "", "It spoke of 287(g).").is_relevant


def test_a_body_that_tells_of_an_agreement_with_ice_under_287g_is_enough() -> None:
    far_down = "The council met. " * 60 + "The sheriff signed a 287(g) agreement with ICE."

    assert judge("Council meets", "It met.", far_down).is_relevant


def test_each_reason_says_where_what_and_how_much_and_together_they_are_the_score() -> None:
    verdict = judge("Sheriff joins 287(g)", "ICE arrests men in Mexico.")

    assert "title: 287(g) +6" in verdict.reasons
    assert "lead: another kind of partner -4" in verdict.reasons
    assert verdict.score == sum(float(reason.rpartition(" ")[2]) for reason in verdict.reasons)


@pytest.mark.parametrize(
    "title",
    [
        "Governor Orders Flags to Half-Staff",
        "Governor orders flags at half mast",
        "Governor's Public Schedule for Monday",
        "Daily Schedule",
        "Governor announces appointments",
        "Governor Appointed Chair of Western Governors",
        "Governor proclaims Dairy Month",
        "Judicial Nominating Commission seeks applicants",
        "Governor nominates two",
        "State offices closed for holiday",
        "Agenda pública del Gobernador",
        "Banderas a media asta",
    ],
)
def test_the_daily_bread_of_a_governors_office_is_noise(title: str) -> None:
    assert is_noise(title)


@pytest.mark.parametrize(
    "title",
    [
        "Governor appoints 287(g) coordinator",
        "Governor nominates Chief Immigration Enforcement Officer",
        "Media advisory: Governor to announce partnership with ICE",
        "Public schedule: signing of memorandum of agreement with ICE",
        "Governor proclaims emergency, orders police to cooperate with ICE",
        "Governor signs budget",
    ],
)
def test_a_title_that_names_the_partnership_or_says_something_else_is_no_noise(title: str) -> None:
    assert not is_noise(title)


def test_sentences_end_at_full_stops_and_at_lines_but_not_in_abbreviations() -> None:
    text = "Gov. Smith spoke in St. Cloud.\u00a0 The U.S. Senate did not.\n\nA title\nA line that\nruns on. 39 states"

    assert sentences(text) == (
        "Gov. Smith spoke in St. Cloud.",
        "The U.S. Senate did not.",
        "A title",
        "A line that runs on.",
        "39 states",
    )


def test_the_plain_form_keeps_every_character_in_its_place() -> None:
    assert plain("Sheriff’s “287（g）” – 5") == 'Sheriff\'s "287(g)" - 5'


def test_a_sentence_names_the_partnership_or_only_immigration_or_neither() -> None:
    assert names_partnership("Deputies cooperate with ICE.")
    assert not names_partnership("Immigration is debated.")
    assert mentions_immigration("Immigration is debated.")
    assert not mentions_immigration("Ice is on the road.")


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_judged_and_always_alike(title: str, lead: str, body: str) -> None:
    first = judge(title, lead, body)

    assert judge(title, lead, body) == first
    assert first.is_relevant == (first.score >= THRESHOLD)
    assert is_noise(title) == is_noise(title)


@given(TEXTS)
def test_a_text_loses_nothing_but_white_space_and_what_cannot_be_seen_in_its_sentences(text: str) -> None:
    kept = "".join("".join(sentences(text)).split())

    assert len(kept) <= len(text) * 3
    assert all(len(plain(sentence)) == len(sentence) for sentence in sentences(text))

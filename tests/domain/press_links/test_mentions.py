"""Which agencies a text names: in every usual way, each once, and never one for another."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agreements import Agreement, Standing
from domain.changes import RowFacts
from domain.mention_words import READ_AT_MOST
from domain.mentions import Directory, KnownAgency, known_agencies, places_in
from domain.vocabulary import STATES, SupportType
from tests.domain.press_links.record import directory, known

FLORIDA = "Florida"
LISTED_AT = datetime(2025, 3, 1, 12, tzinfo=UTC)


def agreement(agency: str, state: str, *, county: str = "", number: int = 1, source: str = "ice-287g") -> Agreement:
    facts = RowFacts(
        state=state,
        state_text=state.upper(),
        agency=agency,
        agency_type="County",
        county=county,
        support_type=SupportType.TASK_FORCE,
        support_type_text="Task Force Model",
        signed_on=date(2025, 2, 20),
        signed_text="2025-02-20",
        moa_url=None,
        moa_text="",
        addendum_url=None,
        addendum_text="",
    )
    return Agreement(
        id=f"{number:012x}",
        source=source,
        facts=facts,
        columns=frozenset(),
        aliases=frozenset({agency}),
        first_version=1,
        first_listed_at=LISTED_AT.replace(day=number),
    )


def named(text: str, home: str | None = FLORIDA) -> list[str]:
    return [mention.agency for mention in directory().mentions(text, home_state=home)]


def test_agreements_of_one_agency_are_one_known_agency_with_all_its_spellings() -> None:
    found = known_agencies(
        [
            agreement("Tampa PD", FLORIDA, number=1),
            agreement(
                "Tampa Police Department", FLORIDA, county="Hillsborough County", number=2, source="ice-287g-pending"
            ),
            replace(agreement("Tampa Police Department", FLORIDA, number=3), standing=Standing.MERGED),
        ]
    )
    assert found == (
        KnownAgency(
            state=FLORIDA,
            agency="Tampa Police Department",
            county="Hillsborough County",
            aliases=frozenset({"Tampa PD", "Tampa Police Department"}),
            agreement_ids=(f"{1:012x}", f"{2:012x}"),
        ),
    )


def test_agencies_of_one_name_in_two_counties_or_states_stay_two() -> None:
    found = known_agencies(
        [
            agreement("Jackson Township Police Department", "Pennsylvania", county="Cambria County", number=1),
            agreement("Jackson Township Police Department", "Pennsylvania", county="Luzerne County", number=2),
            agreement("Lee County Sheriff's Office", "Texas", county="Lee County", number=3),
            agreement("Lee County Sheriff's Office", FLORIDA, county="Lee County", number=4),
        ]
    )
    assert [(each.state, each.agreement_ids) for each in found] == [
        (FLORIDA, (f"{4:012x}",)),
        ("Pennsylvania", (f"{1:012x}",)),
        ("Pennsylvania", (f"{2:012x}",)),
        ("Texas", (f"{3:012x}",)),
    ]


def test_a_mention_has_ices_name_the_texts_words_and_its_agreements() -> None:
    [mention] = directory().mentions("Sheriff Jane Roe of Collier County spoke.", home_state=FLORIDA)
    assert (mention.agency, mention.county) == ("Collier County Sheriff's Office", "Collier County")
    assert mention.words == "Sheriff Jane Roe of Collier County"
    assert len(mention.agreement_ids) == 1


def test_each_agency_is_named_once_in_the_order_of_first_appearance() -> None:
    text = "Tampa police and the Lee County sheriff met. The Lee County Sheriff’s Office and Tampa Police Department agreed."
    assert named(text) == ["Tampa Police Department", "Lee County Sheriff's Office"]


@pytest.mark.parametrize(
    ("text", "home", "agencies"),
    [
        ("The Orange Police Department signed.", "Texas", ["Orange Police Department"]),
        ("The Orange County Police Department signed.", "Texas", ["Orange County Police Department"]),
        ("The Nassau County Sheriff signed.", "New York", ["Nassau County Sheriff's Office"]),
        ("The Nassau County police signed.", "New York", ["Nassau County Police Department"]),
    ],
)
def test_a_sheriff_is_never_taken_for_the_police_of_the_same_county(text: str, home: str, agencies: list[str]) -> None:
    assert named(text, home) == agencies


def test_a_county_is_not_the_town_of_its_name() -> None:
    [mention] = directory().mentions("The Orange County Sheriff's Office signed.", home_state="Texas")
    assert mention.agreement_ids == ()
    assert mention.county == "Orange County"


def test_a_constable_is_only_the_one_with_its_number() -> None:
    assert named("Galveston County Constable Precinct 1", "Texas") == ["Galveston County Constable's Office Pct.1"]
    assert named("Bradley County Constable District 6", "Tennessee") == ["Bradley County Constable District 6"]
    [other] = directory().mentions("Galveston County Constable Precinct 2", home_state="Texas")
    assert other.agreement_ids == ()
    assert named("The Galveston County Constable signed.", "Texas") == []
    assert named("Galveston County Constable Precinct 1 District 4", "Texas") == []


def test_the_state_right_beside_a_name_decides_before_all_else() -> None:
    assert [m.state for m in directory().mentions("Lee County Sheriff's Office, Texas", home_state=FLORIDA)] == [
        "Texas"
    ]
    assert directory().mentions("Collier County Sheriff's Office, Texas", home_state=FLORIDA) == ()


def test_the_sentences_state_decides_before_the_publishers() -> None:
    [mention] = directory().mentions("In Texas, the Lee County Sheriff's Office signed.", home_state=FLORIDA)
    assert mention.state == "Texas"


def test_a_state_named_after_a_name_does_not_take_it_from_the_publishers_own() -> None:
    [mention] = directory().mentions("The Lee County sheriff traveled to Texas.", home_state=FLORIDA)
    assert mention.state == FLORIDA


def test_a_state_in_another_sentence_or_line_tells_nothing() -> None:
    assert named("Texas won. The Lee County Sheriff's Office signed.", None) == []
    assert named("News from Texas\nLee County Sheriff's Office signs", None) == []


def test_without_any_state_only_a_name_that_can_be_but_one_is_named() -> None:
    assert named("The Collier County Sheriff's Office signed.", None) == ["Collier County Sheriff's Office"]
    assert named("The Knox County Sheriff's Office signed.", None) == []  # Knox County is in nine states


def test_a_sheriff_not_yet_listed_is_named_where_the_county_is_certain() -> None:
    [mention] = directory().mentions("The Glades County Sheriff's Office signed.", home_state=FLORIDA)
    assert (mention.agency, mention.agreement_ids) == ("Glades County Sheriff's Office", ())
    assert named("The Nowhere County Sheriff's Office signed.") == []


def test_a_department_named_as_a_whole_has_the_agreements_of_its_divisions() -> None:
    [mention] = directory().mentions("The Texas Department of Public Safety signed.", home_state=None)
    assert len(mention.agreement_ids) == 2


def test_an_abbreviation_names_nobody_before_the_full_name_has() -> None:
    assert named("FDLE and FHP led the way.") == []
    assert len(named("The Florida Department of Law Enforcement (FDLE) met. FDLE led the way.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The Florida Sheriffs Association and the Collier County Sheriff's Foundation met.",
        "A police department and a sheriff's office may apply.",
        "Lee County and the City of Tampa are growing.",
        "North Miami Beach Police, New Port Richey Police and East Lee County residents",
        "The Tampa Police Benevolent Association and the University of Tampa Police",
        "The former Lee County sheriff and a Lee County deputy sheriff",
        "The Town of Florida, N.Y., and the Florida Panthers",
        "Lee County, Sheriff's Street",
    ],
)
def test_what_only_looks_like_an_agency_is_none(text: str) -> None:
    assert named(text) == []


def test_a_town_and_a_city_of_one_name_are_two() -> None:
    city = Directory(
        [
            KnownAgency(
                state=FLORIDA,
                agency="City of Lake Park Police Department",
                county="",
                aliases=frozenset(),
                agreement_ids=("a",),
            )
        ]
    )
    assert city.mentions("City of Lake Park Police Department", home_state=FLORIDA)
    assert city.mentions("Lake Park police", home_state=FLORIDA)
    assert not city.mentions("Town of Lake Park Police Department", home_state=FLORIDA)


def test_a_release_is_read_in_a_blink_against_two_thousand_agencies() -> None:
    filler = [
        replace(each, agency=f"X{number} {each.agency}", aliases=frozenset())
        for number in range(24)
        for each in known()
    ]
    large = Directory([*known(), *filler])
    text = (
        "NAPLES, Fla. — The Collier County Sheriff's Office and Tampa Police, with people of many places, signed. " * 60
    )[:5000]
    large.mentions(text, home_state=FLORIDA)
    took = []
    for attempt in range(5):
        started = time.process_time()
        large.mentions(f"{text} {attempt}", home_state=FLORIDA)
        took.append(time.process_time() - started)
    assert len(known()) * 25 >= 2000
    assert min(took) < 0.02


@pytest.mark.parametrize(
    "piece",
    [
        "County ",
        "Lee and ",
        "Texas, Florida, Lee County ",
        "Lee County Sheriff ",
        "D. ",
        "Washington ",
    ],
)
def test_a_hostile_megabyte_is_read_in_seconds(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    directory().mentions(text, home_state=FLORIDA)
    places_in(text, home_state=None)
    assert time.process_time() - started < 15


def test_what_stands_behind_the_cap_is_not_read() -> None:
    text = "x " * (READ_AT_MOST // 2)
    assert named(f"{text}Tampa Police Department") == []
    assert named(f"{text[:-60]}Tampa Police Department") == ["Tampa Police Department"]


WORDS = [
    "Lee",
    "County",
    "counties",
    "Sheriff's",
    "Office",
    "of",
    "in",
    ",",
    ".",
    "and",
    "Texas",
    "St.",
    "Parish",
    "condados",
    "de",
    "Policía",
    "Constable",
    "Precinct",
    "1",
    "(",
    "Fla.",
    "\n",
    "Police",
    "Departments",
    "Tampa",
    "the",
    "new",
    "Washington",
    "—",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)), st.sampled_from([None, *STATES]))
def test_no_text_breaks_the_reading_and_words_stand_in_it(text: str, home: str | None) -> None:
    places_in(text, home_state=home)
    for mention in directory().mentions(text, home_state=home):
        assert " ".join(mention.words.split()) in " ".join(text.split())
        assert mention.agreement_ids == tuple(sorted(mention.agreement_ids))

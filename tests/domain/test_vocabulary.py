"""The closed lists: what a misspelt state or support type resolves to, and what resolves to nothing."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest

from domain.text import comparable
from domain.vocabulary import STATE_CODES, STATES, SupportType, is_blank, resolve_state, resolve_support_type


def one_edit_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        for letter in string.ascii_lowercase + " ":
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


@pytest.mark.parametrize("state", STATES)
def test_no_single_slip_in_a_state_makes_it_another(state: str) -> None:
    exact = {comparable(name) for name in STATES}

    resolved = {slip: resolve_state(slip) for slip in one_edit_away(comparable(state)) if slip not in exact}

    assert set(resolved.values()) <= {state, None}


@pytest.mark.parametrize(
    "state", [state for state in STATES if len(state) > 8 and state.split()[0] not in {"North", "South"}]
)
def test_every_single_slip_in_a_long_state_name_resolves(state: str) -> None:
    assert {resolve_state(slip) for slip in one_edit_away(comparable(state))} == {state}


def test_a_slip_between_two_states_resolves_to_neither() -> None:
    assert resolve_state("Nouth Dakota") is None
    assert resolve_state("Akansas") is None


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("PENNSLYVANIA", "Pennsylvania"),
        ("UTAHJ", "Utah"),
        ("WEST VIRIGINIA", "West Virginia"),
        (" new\u00a0hampshire ", "New Hampshire"),
        ("NewHampshire", "New Hampshire"),
        ("Misissipi", "Mississippi"),
        ("Washington DC", "District of Columbia"),
        ("US Virgin Islands", "U.S. Virgin Islands"),
        ("Tx", "Texas"),
    ],
)
def test_what_ice_may_print_for_a_state_resolves(printed: str, state: str) -> None:
    assert resolve_state(printed) == state


@pytest.mark.parametrize(
    "printed", ["", "  ", "—", "Atlantis", "Txas County", "XX", "Uta", "Tzxaz", "Virgin", "Carolina"]
)
def test_what_may_mean_no_state_or_several_resolves_to_nothing(printed: str) -> None:
    assert resolve_state(printed) is None


def test_every_state_resolves_by_name_and_by_code() -> None:
    for state, code in STATE_CODES.items():
        assert resolve_state(state.upper()) == resolve_state(code.lower()) == state


def test_fifty_states_the_district_and_five_territories_have_codes_of_their_own() -> None:
    assert len(STATES) == len(set(STATE_CODES.values())) == 56
    assert (STATE_CODES["Missouri"], STATE_CODES["Mississippi"], STATE_CODES["Michigan"]) == ("MO", "MS", "MI")
    assert (STATE_CODES["Northern Mariana Islands"], STATE_CODES["U.S. Virgin Islands"]) == ("MP", "VI")


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Jail Enforcement Model", SupportType.JAIL_ENFORCEMENT),
        ("JAIL  ENFORCMENT MODEL ", SupportType.JAIL_ENFORCEMENT),
        ("JEM", SupportType.JAIL_ENFORCEMENT),
        ("task force model", SupportType.TASK_FORCE),
        ("Task Force Officer", SupportType.TASK_FORCE),
        ("Tasks Force Modle", SupportType.TASK_FORCE),
        ("tfm", SupportType.TASK_FORCE),
        ("Warrant Services Officer", SupportType.WARRANT_SERVICE),
        ("Warrant Service Office", SupportType.WARRANT_SERVICE),
        ("Warant Service Officier", SupportType.WARRANT_SERVICE),
        ("Warrant Service Officer Program", SupportType.WARRANT_SERVICE),
    ],
)
def test_what_ice_may_print_for_a_support_type_resolves(printed: str, meant: SupportType) -> None:
    assert resolve_support_type(printed) is meant


@pytest.mark.parametrize(
    "printed", ["", "Model", "Officer", "Hybrid Model", "Jail", "Task", "Tunnel Force", "Service", "JTM"]
)
def test_what_may_mean_no_support_type_resolves_to_nothing(printed: str) -> None:
    assert resolve_support_type(printed) is None


@pytest.mark.parametrize("support_type", SupportType)
def test_no_single_slip_in_a_support_type_makes_it_another_or_none(support_type: SupportType) -> None:
    assert {resolve_support_type(slip) for slip in one_edit_away(comparable(support_type))} == {support_type}


@pytest.mark.parametrize(
    "printed", ["", " \u00a0", "-", "—", "#N/A", "n/a", "N.A.", "None", "#REF!", "#VALUE!", "#NAME?", "null"]
)
def test_cells_that_say_nothing_are_blank(printed: str) -> None:
    assert is_blank(printed)


@pytest.mark.parametrize("printed", ["0", "Nash", "Valued", "link pending", "Refugio"])
def test_cells_that_say_something_are_not_blank(printed: str) -> None:
    assert not is_blank(printed)

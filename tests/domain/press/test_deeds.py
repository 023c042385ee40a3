"""Which deeds a release tells of, and which it only asks for, denies or plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deeds import actions_in, support_types_in
from domain.releases import Action
from domain.vocabulary import SupportType

SIGNS, EXPANDS, ENDS, BANS, MANDATES = Action.SIGNS, Action.EXPANDS, Action.ENDS, Action.BANS, Action.MANDATES
PIECES = st.sampled_from(
    [
        "287(g) ",
        "signs ",
        "not ",
        "ends ",
        "law ",
        "must sign ",
        "agreement ",
        "with ICE",
        ". ",
        "?",
        "\n",
        "bans ",
        "Task Force Model ",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("Sheriff signs 287(g) agreement", SIGNS),
        ("The department has entered into an agreement with ICE.", SIGNS),
        ("Highway Patrol joins 287(g)", SIGNS),
        ("Sheriffs in Texas join 287(g)", SIGNS),
        ("Council votes to join 287(g)", SIGNS),
        ("The first tribe to sign a 287(g) agreement speaks.", SIGNS),
        ("A memorandum of agreement with ICE was signed on Monday.", SIGNS),
        ("El alguacil firmó un acuerdo 287(g).", SIGNS),
        ("287(g) grows to 450 agreements", EXPANDS),
        ("287(g) partners have doubled.", EXPANDS),
        ("El programa 287(g) supera los 1,000 acuerdos", EXPANDS),
        ("Police chief terminates 287(g) agreement", ENDS),
        ("County leaves 287(g)", ENDS),
        ("Town is no longer in 287(g)", ENDS),
        ("The agreement with ICE has been terminated.", ENDS),
        ("El condado rescinde su acuerdo 287(g).", ENDS),
        ("State law prohibits 287(g) agreements", BANS),
        ("Police may not sign 287(g) agreements", BANS),
        ("The law that ends 287(g) agreements is in force.", BANS),
        ("La ley prohíbe los acuerdos 287(g).", BANS),
        ("New law requires sheriffs to seek 287(g) agreements", MANDATES),
        ("Governor directs state police to join 287(g)", MANDATES),
        ("Los alguaciles deben solicitar acuerdos 287(g).", MANDATES),
    ],
)
def test_what_was_done_or_ordered_is_found(said: str, action: Action) -> None:
    assert actions_in(said) == (action,)


@pytest.mark.parametrize(
    "said",
    [
        "Sheriff has not signed a 287(g) agreement",
        "Sheriff declined to sign 287(g) agreement",
        "Sheriff never joined 287(g)",
        "Council considers whether police join 287(g)",
        "Did the sheriff sign a 287(g) agreement?",
        "Agencies that sign 287(g) agreements are paid.",
        "The order does not cancel 287(g) agreements.",
        "Bill would ban 287(g) agreements",
        "House passes bill prohibiting 287(g) agreements",
        "Governor vetoes bill that requires sheriffs to join 287(g)",
        "Senator proposes that law requires sheriffs to join 287(g)",
        "El alguacil no ha firmado ningún acuerdo 287(g).",
        "Chief withdraws request for 287(g) agreement",
    ],
)
def test_what_is_denied_asked_planned_or_not_yet_law_is_no_deed(said: str) -> None:
    assert actions_in(said) == ()


def test_a_bill_that_bans_agreements_is_no_signing() -> None:
    assert actions_in("Governor signs bill that bans 287(g) agreements") == (BANS,)
    assert actions_in("Governor signed into law an act prohibiting 287(g) agreements.") == (BANS,)


def test_a_law_that_demands_agreements_is_no_signing() -> None:
    assert actions_in("Governor signs law requiring sheriffs to sign 287(g) agreements") == (MANDATES,)


def test_only_what_is_said_of_the_partnership_counts() -> None:
    assert actions_in("Sheriff signs agreement with school. Jail ends visits. State bans phones.") == ()


def test_the_sentences_around_one_that_names_the_partnership_say_what_was_done_to_it() -> None:
    assert actions_in("Council debates 287(g). The chief signed the agreement.") == (SIGNS,)
    assert actions_in("Council debates 287(g). It rained. The chief signed the agreement on towing.") == ()


def test_a_denial_in_one_clause_leaves_the_other_standing() -> None:
    assert actions_in("The sheriff has not signed, but police signed a 287(g) agreement.") == (SIGNS,)


def test_deeds_come_in_the_order_of_the_list_whatever_the_text_says_first() -> None:
    assert actions_in("Law bans 287(g). County ends 287(g) agreement. Town signs 287(g) agreement.") == (
        SIGNS,
        ENDS,
        BANS,
    )


def test_support_types_are_found_by_their_names_in_either_language() -> None:
    assert support_types_in(
        "ICE offers the Task Force Model, the Jail Enforcement Model and Warrant Service Officers."
    ) == (
        SupportType.JAIL_ENFORCEMENT,
        SupportType.TASK_FORCE,
        SupportType.WARRANT_SERVICE,
    )
    assert support_types_in("Acuerdo 287(g): Oficial de Servicio de Órdenes Judiciales.") == (
        SupportType.WARRANT_SERVICE,
    )
    assert support_types_in("287(g): Modelo de Grupo de Trabajo") == (SupportType.TASK_FORCE,)


@pytest.mark.parametrize(
    "said",
    [
        "The task force model on opioids works.",
        "The jail model saves money.",
        "A task force on homelessness met; immigration was not its theme.",
        "Deputies with warrants met ICE.",
    ],
)
def test_a_model_of_something_else_is_no_support_type(said: str) -> None:
    assert support_types_in(said) == ()


@given(TEXTS)
def test_any_text_is_read_and_always_alike(text: str) -> None:
    assert actions_in(text) == actions_in(text) == tuple(action for action in Action if action in actions_in(text))
    assert support_types_in(text) == support_types_in(text)

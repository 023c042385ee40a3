"""What holds for any list: a list never differs from itself, and no single slip makes an agreement come or go."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agencies import parse_agency
from domain.changes import ChangeKind
from domain.snapshots import ListedRow
from domain.vocabulary import SupportType, resolve_state, resolve_support_type
from tests.domain.cast import Story, kinds, row
from tests.domain.long_list import LONG_LIST

MOVES = {ChangeKind.NEW, ChangeKind.MISSING, ChangeKind.RETURNED}
TEXT_FIELDS = ["agency", "agency_type", "county", "state_text", "support_type_text", "signed_text", "moa_text"]
RANDOMS = st.randoms(use_true_random=False)
SUBSETS = st.sets(st.integers(0, len(LONG_LIST) - 1), max_size=20)
Restyle = Callable[[str], str]

RESTYLES: list[Restyle] = [
    str.upper,
    str.lower,
    str.title,
    lambda text: f"  {text}\u00a0",
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace("'", "’"),
    lambda text: text.replace("'", ""),
    lambda text: text.replace(" ", "\n", 1),
    "\u200b".join,
]


def slip(text: str, random: Random) -> str:
    """Return *text* with one letter left out, doubled, changed, put in, or swapped with its neighbour."""
    at = random.randrange(len(text))
    head, letter, tail = text[:at], text[at], text[at + 1 :]
    other = random.choice(string.ascii_lowercase)
    swapped = head + tail[:1] + letter + tail[1:]
    return random.choice(
        [head + tail, head + letter * 2 + tail, head + other + tail, head + other + letter + tail, swapped]
    )


def numbers(listed: ListedRow) -> frozenset[str]:
    return parse_agency(listed.agency, listed.state).numbers


def misprint(listed: ListedRow, field: str, random: Random) -> ListedRow | None:
    """Return *listed* with one slip in *field*, as the reader would read it; None where it could not be read.

    None also where the slip is in a precinct's or district's number: another number is another body, on purpose.
    """
    slipped: dict[str, Any] = {field: slip(getattr(listed, field), random)}
    changed = replace(listed, **slipped)
    if field == "signed_text":
        return replace(changed, signed_on=None)
    state, support_type = resolve_state(changed.state_text), resolve_support_type(changed.support_type_text)
    if state is None or support_type is None or numbers(changed) != numbers(listed):
        return None
    return replace(changed, state=state, support_type=support_type)


def restyle_row(listed: ListedRow, restyle: Restyle) -> ListedRow:
    """Return *listed* printed in another style in every field that a person typed."""
    fields = ("agency", "agency_type", "county", "state_text", "support_type_text")
    restyled: dict[str, Any] = {name: restyle(getattr(listed, name)) for name in fields}
    return replace(listed, **restyled)


def test_a_list_never_differs_from_itself() -> None:
    assert Story.of(*LONG_LIST).sees(*LONG_LIST) == ()


@given(RANDOMS)
@settings(derandomize=True, max_examples=25, deadline=None)
def test_the_order_of_rows_is_nothing(random: Random) -> None:
    shuffled = list(LONG_LIST)
    random.shuffle(shuffled)

    assert Story.of(*LONG_LIST).sees(*shuffled) == ()


@given(st.lists(st.sampled_from(RESTYLES), min_size=len(LONG_LIST), max_size=len(LONG_LIST)))
@settings(derandomize=True, max_examples=25, deadline=None)
def test_case_spaces_and_quotes_are_nothing(restyles: list[Restyle]) -> None:
    restyled = [restyle_row(listed, restyle) for listed, restyle in zip(LONG_LIST, restyles, strict=True)]

    assert Story.of(*LONG_LIST).sees(*restyled) == ()


@given(at=st.integers(0, len(LONG_LIST) - 1), field=st.sampled_from(TEXT_FIELDS), random=RANDOMS)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_one_slip_in_one_field_never_makes_an_agreement_come_or_go(at: int, field: str, random: Random) -> None:
    slipped = misprint(LONG_LIST[at], field, random)
    if slipped is None:
        return
    story = Story.of(*LONG_LIST)

    there = story.sees(*LONG_LIST[:at], slipped, *LONG_LIST[at + 1 :])
    back = story.sees(*LONG_LIST)

    assert not MOVES & {*kinds(there), *kinds(back)}
    assert len(there) <= 1


@given(before=SUBSETS, after=SUBSETS)
@settings(derandomize=True, max_examples=40, deadline=None)
def test_what_is_new_one_way_is_missing_the_other_way(before: set[int], after: set[int]) -> None:
    old, new = [LONG_LIST[at] for at in sorted(before)], [LONG_LIST[at] for at in sorted(after)]

    forward, backward = Story.of(*old).sees(*new), Story.of(*new).sees(*old)

    mirrored = {ChangeKind.NEW: ChangeKind.MISSING, ChangeKind.MISSING: ChangeKind.NEW}
    assert {(mirrored.get(c.kind, c.kind), c.facts.agency) for c in forward if c.kind in mirrored} == {
        (c.kind, c.facts.agency) for c in backward if c.kind in mirrored
    }


@given(st.lists(SUBSETS, min_size=2, max_size=5))
@settings(derandomize=True, max_examples=30, deadline=None)
def test_over_any_story_ids_are_unique_and_a_retelling_is_the_same(lists: list[set[int]]) -> None:
    def told() -> list[tuple[str, str]]:
        first, *rest = [[LONG_LIST[at] for at in sorted(chosen)] for chosen in lists]
        story = Story.of(*first)
        return [(change.id, change.kind) for rows in rest for change in story.sees(*rows)]

    changes = told()

    assert len({identity for identity, _ in changes}) == len(changes)
    assert told() == changes


@given(st.lists(SUBSETS, min_size=2, max_size=5))
@settings(derandomize=True, max_examples=30, deadline=None)
def test_after_any_story_the_record_lists_exactly_what_the_last_list_shows(lists: list[set[int]]) -> None:
    first, *rest = [[LONG_LIST[at] for at in sorted(chosen)] for chosen in lists]
    story = Story.of(*first)
    for rows in rest:
        story.sees(*rows)

    listed = sorted(a.facts.agency for a in story.known.values() if a.standing == "listed")

    assert listed == sorted(one.agency for one in [first, *rest][-1])


def test_support_types_of_one_agency_never_stand_in_for_each_other() -> None:
    three = [
        row("Nolan County Sheriff's Office", "Nolan County", support_type=power, support_type_text=power.value)
        for power in SupportType
    ]

    for gone in three:
        [change] = Story.of(*three).sees(*[one for one in three if one is not gone])
        assert (change.kind, change.facts.support_type) == (ChangeKind.MISSING, gone.support_type)

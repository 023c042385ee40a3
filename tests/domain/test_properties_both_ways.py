"""What holds of two lists whichever comes first: who is paired, who is asked, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changes import RowFacts
from domain.compare import baseline
from domain.identity import match
from domain.snapshots import ListedRow
from lookout.mutants.cell_slips import CELL_SLIPS, RENAMES, TWO_SLIPS
from lookout.mutants.lists import invented_list
from lookout.mutants.name_slips import NAME_SLIPS
from lookout.mutants.planting import Slip, dice, in_rows, plant
from lookout.mutants.real_events import EVENTS
from tests.domain.cast import Story, snapshot
from tests.domain.long_list import LONG_LIST

SHEET = invented_list(120)
SLIPS: dict[str, Slip] = NAME_SLIPS | CELL_SLIPS | TWO_SLIPS | RENAMES
PLANTINGS = {name: in_rows(slip) for name, slip in SLIPS.items()} | EVENTS
SEEDS = st.integers(0, 2**32)

Side = tuple[str, str, str, str, str]


def side(printed: RowFacts | ListedRow) -> Side:
    return printed.state, printed.agency, printed.county, printed.support_type, printed.signed_text


def paired(first: Sequence[ListedRow], second: Sequence[ListedRow]) -> tuple[set[tuple[Side, Side]], set[Side]]:
    """Return who of *first* is who of *second*, and who of either is asked about."""
    matching = match(baseline(snapshot(first)), snapshot(second).rows, {})
    pairs = {(side(pair.agreement.facts), side(pair.listing.row)) for pair in matching.pairs}
    asked = {side(one) for q in matching.questions for one in (q.agreement.facts, q.listing.row)}
    return pairs, asked


@given(seed=SEEDS, name=st.sampled_from(sorted(PLANTINGS)), size=st.sampled_from([1, 5, 25]))
@settings(derandomize=True, max_examples=90, deadline=None)
def test_forwards_and_backwards_the_same_rows_are_paired_and_asked(seed: int, name: str, size: int) -> None:
    planted = plant(SHEET, PLANTINGS[name], size, dice(seed))

    forwards, asked = paired(planted.before.rows, planted.after.rows)
    backwards, asked_back = paired(planted.after.rows, planted.before.rows)

    assert forwards == {(old, new) for new, old in backwards}
    assert asked == asked_back


@given(seed=SEEDS)
@settings(derandomize=True, max_examples=40, deadline=None)
def test_who_is_paired_does_not_hang_on_the_order_of_the_rows(seed: int) -> None:
    draw = dice(seed)
    planted = plant(SHEET, in_rows(NAME_SLIPS["name: two letters"]), 40, draw)
    shuffled = draw.sample(planted.after.rows, len(planted.after.rows))
    known = draw.sample(planted.before.rows, len(planted.before.rows))

    assert paired(known, shuffled) == paired(planted.before.rows, planted.after.rows)


@given(seed=SEEDS, name=st.sampled_from(sorted(SLIPS)))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_a_slip_that_is_put_right_leaves_every_agreement_as_it_stood(seed: int, name: str) -> None:
    planted = plant(SHEET, PLANTINGS[name], 3, dice(seed))
    story = Story.of(*SHEET.rows)
    listed = {a.facts.agency for a in story.known.values() if a.standing == "listed"}

    story.sees(*planted.after.rows, unread=planted.after.unread_rows)
    story.sees(*SHEET.rows)

    assert {a.facts.agency for a in story.known.values() if a.standing == "listed"} == listed


@given(at=st.integers(0, len(LONG_LIST) - 1))
@settings(derandomize=True, max_examples=30, deadline=None)
def test_whoever_leaves_alone_is_missing_and_nobody_else(at: int) -> None:
    story = Story.of(*LONG_LIST)

    changes = story.sees(*LONG_LIST[:at], *LONG_LIST[at + 1 :])

    assert [(change.kind, side(change.facts)) for change in changes] == [("missing", side(LONG_LIST[at]))]

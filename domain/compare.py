"""What changed between the record and a believable new list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.agreements import Agreement, Standing
from domain.changes import Change
from domain.context import Places
from domain.identity import Matching, match
from domain.likeness import counties_agree, sorts_apart
from domain.questions import Question, Ruling, Rulings
from domain.snapshots import Snapshot
from domain.text import comparable
from domain.transitions import Step, arrival, in_order, merged_row, never_was, open_agreement, seen_again, vanished
from domain.unread import in_unread_rows

IN_PLACE_OF = timedelta(days=30)
"""An agreement listed for no longer than this, exactly while another was absent, was that other one misprinted. ICE's
own slips of 2025 were mended within eight days; a true agreement has never come and gone with another's going and
coming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The outcome: changes in a stable order, and the agreements to store anew (new ones and those that moved)."""

    changes: tuple[Change, ...]
    agreements: tuple[Agreement, ...]
    questions: tuple[Question, ...]
    listed: int
    """Agreements that the new list shows."""


def baseline(snapshot: Snapshot) -> tuple[Agreement, ...]:
    """Return the agreements of the very first list of a source; nobody is told of them."""
    matching = match((), snapshot.rows, {})
    step = Step(snapshot=snapshot, version=1, previous=None)
    return tuple(replace(open_agreement(step, listing), in_baseline=True) for listing in matching.appeared)


def compare(
    known: Sequence[Agreement],
    snapshot: Snapshot,
    *,
    version: int,
    previous: int,
    pending: Sequence[Agreement] = (),
    active: Sequence[Agreement] = (),
    rulings: Rulings | None = None,
    links_lost: bool = False,
) -> Comparison:
    """Compare the agreements in *known* (all of this source's, in any standing) with *snapshot*.

    *pending* are the pending list's agreements, for "pending since"; *active* the participating list's, for telling
    an application that became active. *links_lost* says that this workbook came without its links, so that their
    absence means nothing.
    """
    step = Step(snapshot=snapshot, version=version, previous=previous, links_lost=links_lost)
    matching = match(known, snapshot.rows, rulings or {})
    outcome = _Outcome()
    for pair in matching.pairs:
        outcome.add(pair.agreement, *seen_again(step, pair))
    for agreement, keeper in matching.absorbed:
        outcome.add(agreement, *merged_row(step, agreement, keeper))
    unread = in_unread_rows(known, snapshot)
    misprinted = _misprinted(matching, step, rulings or {})
    for agreement in matching.vanished:
        if agreement.id in unread:
            continue  # its row is there, only not understood: it has not left
        if agreement.id in misprinted:
            outcome.add(agreement, *never_was(step, agreement, misprinted[agreement.id]))
        else:
            outcome.add(agreement, *vanished(step, agreement, active))
    found = {pair.agreement.id for pair in matching.pairs}
    doubtful = (unread | {question.agreement.id for question in matching.questions}) - found
    for agreement in known:
        outcome.doubt(agreement, step, doubtful=agreement.id in doubtful)
    places = Places(known)
    for listing in matching.appeared:
        opened = open_agreement(step, listing)
        outcome.stored[opened.id] = opened
        outcome.changes.append(arrival(step, opened, places, pending))
    return Comparison(
        changes=tuple(sorted(outcome.changes, key=in_order)),
        agreements=tuple(outcome.stored.values()),
        questions=matching.questions,
        listed=_listed(matching),
    )


class _Outcome:
    """What a comparison has come to so far."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.stored: dict[str, Agreement] = {}

    def add(self, before: Agreement, changes: Sequence[Change], after: Agreement) -> None:
        """Take what is told of one agreement, and how it stands now where that differs."""
        self.changes += changes
        if after != before:
            self.stored[after.id] = after

    def doubt(self, agreement: Agreement, step: Step, *, doubtful: bool) -> None:
        """Remember that an agreement may stand on the list after all; its absence begins anew when that is over."""
        if agreement.id in self.stored:
            return
        if agreement.standing is Standing.LISTED and agreement.held_since is not None:
            self.stored[agreement.id] = replace(agreement, held_since=None)
        elif agreement.standing is Standing.MISSING and doubtful != agreement.in_doubt:
            since = agreement.missing_since if doubtful else step.snapshot.observed_at
            self.stored[agreement.id] = replace(agreement, in_doubt=doubtful, missing_since=since)


def _misprinted(matching: Matching, step: Step, rulings: Rulings) -> dict[str, Agreement | None]:
    """Find agreements that were listed only while others were absent which are back now: id → the one, if one only.

    Only where the two could be one another: no other county, no other sort of body, and no ruling that they are two.
    """
    back: dict[tuple[str, str, int], list[Agreement]] = defaultdict(list)
    for pair in matching.pairs:
        was = pair.agreement
        if was.standing is not Standing.LISTED and was.missing_version is not None and not was.merged_into_row:
            back[was.facts.state, was.facts.support_type, was.missing_version].append(was)
    went: dict[tuple[str, str, int], list[tuple[Agreement, list[Agreement]]]] = defaultdict(list)
    for agreement in matching.vanished:
        short = step.snapshot.observed_at - agreement.first_listed_at <= IN_PLACE_OF
        if agreement.in_baseline or not short:
            continue
        place = agreement.facts.state, agreement.facts.support_type, agreement.first_version
        fitting = [was for was in back.get(place, ()) if _could_be(was, agreement, rulings)]
        if fitting:
            went[place].append((agreement, fitting))
    return {
        agreement.id: fitting[0] if len(fitting) == 1 else None
        for place, agreements in went.items()
        if len(agreements) <= len(back[place])
        for agreement, fitting in agreements
    }


def _could_be(was: Agreement, agreement: Agreement, rulings: Rulings) -> bool:
    if rulings.get((was.id, comparable(agreement.facts.agency))) is Ruling.DIFFERENT:
        return False
    return counties_agree(was.facts, agreement.facts) is not False and not sorts_apart(was.facts, agreement.facts)


def _listed(matching: Matching) -> int:
    found = {pair.agreement.id for pair in matching.pairs} | {q.agreement.id for q in matching.questions}
    return len(found) + len(matching.appeared)

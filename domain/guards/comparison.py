"""What the rules find about the changes that a reading would bring: G12 to G16, G18, G23 to G28.

Each of these doubts only the agreements it names; the rest of the list is beyond doubt and goes out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.calendar_days import is_in_the_future
from domain.changes import Change, ChangeKind
from domain.compare import Comparison
from domain.guards.reading import FEW
from domain.guards.verdicts import Finding, LastGood, Verdict
from domain.likeness import counties_agree, names_nobody
from domain.places import states_of_county
from domain.snapshots import Snapshot
from domain.vocabulary import ListKind

DEPARTURES_HOLD = 10
"""Departures after identity that hold them: no true update had more; every list with more was a slip of ICE's."""
ARRIVALS_HOLD = 150
"""Arrivals after identity that hold them: the largest true update brought 135 rows."""
RENEWALS_HOLD = 5
"""Agreements signed anew in one list; in 2025 there were four in all. More is a column of wrong years."""
STATE_FEW = 3
"""A state with at least this many agreements does not lose them all in one list without a person's look: a saved
filter does that to a list. Maryland's ban of February 2026 took seven lists and 90 days."""
REWRITTEN_FEW = 3
"""So many that leave and so many that join in one list, under one state and support type, are more likely one another
under other names than strangers. No true list of 2025 had it."""
SAME_FIELD_SHARE = 0.30
"""One field reading differently in this share of all rows is a re-formatting, not news."""
ODD_SHARE = 0.01
"""Rows not understood, or signed in the future, above this share are a spoilt list and no slip."""
DATE_LOST_SHARE = 0.02
"""Signing dates gone from more than this share of the rows were lost by ICE and not taken back by anybody."""
TOTALS_SHARE = 0.01
TOTALS_FEW = 10
"""How far the page's own total may be from the list's rows, whichever is more: the prose is written by hand, by
somebody else, at another hour, and ICE's list grew by up to 135 rows in one update."""

_DEPARTURES = frozenset({ChangeKind.MISSING})
_ARRIVALS = frozenset({ChangeKind.NEW, ChangeKind.PENDING})
_REWORDINGS = frozenset({ChangeKind.CORRECTED, ChangeKind.RENEWED, ChangeKind.MOA_CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What a rule looks at."""

    snapshot: Snapshot
    last: LastGood
    comparison: Comparison

    def changes(self, kinds: frozenset[ChangeKind]) -> list[Change]:
        return [change for change in self.comparison.changes if change.kind in kinds]

    @property
    def rows(self) -> int:
        return len(self.snapshot.rows)


_Rule = Callable[[_Step], Finding | None]


def judge_comparison(snapshot: Snapshot, last: LastGood, comparison: Comparison) -> tuple[Finding, ...]:
    """Return what the rules find about the changes that a reading would bring, in the order of their numbers."""
    step = _Step(snapshot=snapshot, last=last, comparison=comparison)
    found = (rule(step) for rule in _RULES[snapshot.list_kind])
    return tuple(finding for finding in found if finding is not None)


def _hold(rule: str, message: str, changes: Iterable[Change]) -> Finding:
    return Finding(
        rule=rule, verdict=Verdict.HOLD, message=message, touches=frozenset(change.agreement_id for change in changes)
    )


def _too_many_departures(step: _Step) -> Finding | None:
    left = step.changes(_DEPARTURES)
    doubtful = [question.agreement.facts for question in step.comparison.questions]
    if len(left) + len(doubtful) <= DEPARTURES_HOLD:
        return None
    first = [*(change.facts for change in left), *doubtful][0]
    message = (
        f"{len(left)} agreements would be missing at once and {len(doubtful)} could not be recognised for certain, "
        f"among them {first.agency} ({first.state}). Look at both readings; release it if they truly left."
    )
    return _hold("G12 departures after identity", message, left)


def _too_many_arrivals(step: _Step) -> Finding | None:
    new = step.changes(_ARRIVALS)
    dated = step.snapshot.list_kind is ListKind.PARTICIPATING
    undated = sum(change.facts.signed_on is None for change in new) if dated else 0
    if len(new) <= ARRIVALS_HOLD and not (undated > FEW and 2 * undated > len(new)):
        return None
    without = f", {undated} of them without a signing date" if undated else ""
    message = (
        f"{len(new)} agreements would be new at once{without}. Look at the workbook; release it if they truly joined."
    )
    return _hold("G13 arrivals after identity", message, new)


def _dates_lost(step: _Step) -> Finding | None:
    lost = [c for c in step.changes(_REWORDINGS) if any(f.field == "signed" and not f.after for f in c.fields)]
    if len(lost) <= max(FEW, DATE_LOST_SHARE * step.rows):
        return None
    message = f"{len(lost)} rows lost their signing date at once. The old dates are kept; release it if ICE means it."
    return _hold("G14 cells that should be filled", message, lost)


def _many_unread(step: _Step) -> Finding | None:
    """Doubt every departure where many rows could not be understood: any of them may be one of those rows."""
    unread = step.snapshot.sheet.unread_rows
    if len(unread) <= max(FEW, ODD_SHARE * (step.rows + len(unread))):
        return None
    first = unread[0]
    message = (
        f"{len(unread)} rows could not be understood, the first in row {first.position}: {first.reason} Agreements that "
        "are not found may stand in them, so no departure is told. If ICE uses a new word, teach it to the vocabulary."
    )
    return _hold("G15 known words", message, step.changes(_DEPARTURES | {ChangeKind.PENDING_GONE}))


def _many_in_the_future(step: _Step) -> Finding | None:
    at = step.snapshot.observed_at
    ahead = [c for c in step.comparison.changes if c.after is not None and is_in_the_future(c.after.signed_on, at)]
    if len(ahead) <= max(FEW, ODD_SHARE * step.rows):
        return None
    message = (
        f"{len(ahead)} changes carry a signing date in the future: a column of wrong years, most likely. Look at the "
        "workbook; release it if ICE means it."
    )
    return _hold("G16 signing dates", message, ahead)


def _one_field_everywhere(step: _Step) -> Finding | None:
    reworded = step.changes(_REWORDINGS)
    by_field = Counter(field.field for change in reworded for field in change.fields)
    many = {field for field, count in by_field.items() if count > max(FEW, SAME_FIELD_SHARE * len(step.last.listed))}
    if not many:
        return None
    touched = [change for change in reworded if any(field.field in many for field in change.fields)]
    message = (
        f"{len(touched)} rows read differently in one field ({', '.join(sorted(many))}): ICE has re-formatted the list. "
        "Look before release."
    )
    return _hold("G18 one field in many rows", message, touched)


def _whole_state_gone(step: _Step) -> Finding | None:
    listed = Counter(a.facts.state for a in step.last.listed)
    left = Counter(change.facts.state for change in step.changes(_DEPARTURES))
    gone = sorted(state for state, count in left.items() if count == listed[state] >= STATE_FEW)
    if not gone:
        return None
    message = (
        f"Every agreement of {', '.join(gone)} would be missing at once. A filtered or cut list looks like that; "
        "release it if they truly left."
    )
    return _hold("G23 a whole state gone", message, [c for c in step.changes(_DEPARTURES) if c.facts.state in gone])


def _too_many_renewals(step: _Step) -> Finding | None:
    renewed = step.changes(frozenset({ChangeKind.RENEWED}))
    if len(renewed) <= RENEWALS_HOLD:
        return None
    message = f"{len(renewed)} agreements would be signed anew at once: look whether the dates are true, then release."
    return _hold("G24 renewals after identity", message, renewed)


def _page_totals(step: _Step) -> Finding | None:
    """Set the list beside the number of agreements that ICE's page itself states."""
    stated = step.snapshot.totals.agreements
    if stated is None:
        return None
    rows = step.rows + len(step.snapshot.sheet.unread_rows)
    if abs(rows - stated) <= max(TOTALS_FEW, TOTALS_SHARE * stated):
        return None
    left = step.changes(_DEPARTURES)
    message = f'The list has {rows} rows; ICE\'s page states {stated}: "{step.snapshot.totals.quoted}"'
    if rows < stated and len(left) >= REWRITTEN_FEW:
        advice = f"{message} {len(left)} departures are doubted; release them if the page is merely behind."
        return _hold("G25 totals of the page", advice, left)
    return Finding(rule="G25 totals of the page", verdict=Verdict.WARN, message=message)


def _county_of_another_state(step: _Step) -> Finding | None:
    """Notice arrivals whose county lies in other states only; the change says so too (see `domain.transitions`)."""
    astray = [change for change in step.changes(_ARRIVALS) if states_of_county(change.facts.county, change.facts.state)]
    if not astray:
        return None
    first = astray[0].facts
    message = (
        f"{len(astray)} new row(s) name a county that their state does not have, the first {first.agency}: "
        f"{first.county} is in {', '.join(sorted(states_of_county(first.county, first.state)))}, not in {first.state}."
    )
    return Finding(rule="G26 county and state", verdict=Verdict.WARN, message=message)


def _names_nobody(step: _Step) -> Finding | None:
    """Doubt an arrival whose name tells no agency from another: nobody could tell whose it is."""
    nobody = [change for change in step.changes(_ARRIVALS) if names_nobody(change.facts)]
    if not nobody:
        return None
    first = nobody[0].facts
    message = (
        f'{len(nobody)} new row(s) name no agency that can be told from another, the first "{first.agency}" '
        f"({first.state}). If it is an agency we know, say so with `lookout same`; release it only if it is a new one."
    )
    return _hold("G28 a name without a place", message, nobody)


def _rewritten(step: _Step) -> Finding | None:
    """Doubt departures and arrivals that come in numbers under one state and support type: renamed, most likely.

    Only those count that could be one another: where the counties are known and differ, they are strangers.
    """
    groups: dict[tuple[str, str], tuple[list[Change], list[Change]]] = defaultdict(lambda: ([], []))
    for change in step.comparison.changes:
        side = change.kind in _ARRIVALS
        if side or change.kind in _DEPARTURES:
            groups[change.facts.state, change.facts.support_type][side].append(change)
    both = {
        place: (left, new)
        for place, group in groups.items()
        for left, new in [_could_be_one_another(*group)]
        if min(len(left), len(new)) >= REWRITTEN_FEW
    }
    if not both:
        return None
    places = "; ".join(f"{state}, {support_type}" for state, support_type in sorted(both))
    message = (
        f"Several agreements would be missing and several new at once ({places}). They may be the same ones under other "
        "names: look at both readings; answer those with `lookout same`, then release the rest."
    )
    touched = [change for left, new in both.values() for change in (*left, *new)]
    return _hold("G27 left and joined in numbers", message, touched)


def _could_be_one_another(left: list[Change], new: list[Change]) -> tuple[list[Change], list[Change]]:
    pairs = [(old, fresh) for old in left for fresh in new if counties_agree(old.facts, fresh.facts) is not False]
    olds, fresh_ones = {old.id for old, _ in pairs}, {fresh.id for _, fresh in pairs}
    return [change for change in left if change.id in olds], [change for change in new if change.id in fresh_ones]


_RULES: dict[ListKind, tuple[_Rule, ...]] = {
    ListKind.PARTICIPATING: (
        _too_many_departures,
        _too_many_arrivals,
        _dates_lost,
        _many_unread,
        _many_in_the_future,
        _one_field_everywhere,
        _whole_state_gone,
        _too_many_renewals,
        _page_totals,
        _county_of_another_state,
        _rewritten,
        _names_nobody,
    ),
    # The pending list empties in batches (78 rows to 20 on 29 August 2025, 57 to 3 on 26 January 2026) and to nothing
    # and back: no departure from it is implausible. It has no dates, and no total is stated for it.
    ListKind.PENDING: (
        _too_many_arrivals,
        _many_unread,
        _one_field_everywhere,
        _county_of_another_state,
        _names_nobody,
    ),
}
"""The profile of each list: the rules that hold for it."""

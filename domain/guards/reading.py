"""What may be believed: numbered rules, each a small pure function, and the verdict they come to.

A rule looks at a reading and says nothing, or one sentence. The transport and container rules (G1 to G9) are kept
where the bytes are: `scrapers` refuses what is no workbook at all. The numbers follow the table of guards that the
project started from, so that a rule keeps its number for life; the bounds are from fifteen months of real lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from domain.agencies import parse_agency
from domain.agreements import Agreement, Standing
from domain.changes import Change, ChangeKind
from domain.compare import Comparison
from domain.snapshots import Column, ListedRow, Snapshot
from domain.vocabulary import ListKind

ROWS_REJECT = 0.70
ROWS_HOLD_LOW = 0.90
ROWS_HOLD_HIGH = 1.50
"""Rows against the last good version. No true list of 2025 and 2026 lost a tenth of its rows; the programme's
fastest fortnight (February 2025) added 58 % in one list of 239 rows, which ROWS_GROWTH_FREE lets through."""
ROWS_GROWTH_FREE = 200
"""Additions up to this never hold by their number: the largest true update brought 135 rows."""
DEPARTURES_HOLD = 10
"""Departures after identity that hold a list: no true update had more; every list with more was a slip of ICE's."""
ARRIVALS_HOLD = 150
"""Arrivals after identity that hold a list: the largest true update brought 135 rows."""
RENEWALS_HOLD = 5
"""Agreements signed anew in one list; in 2025 there were four in all. More is a column of wrong years."""
STATE_FEW = 3
"""A state with at least this many agreements does not lose them all in one list without a person's look: a saved
filter does that to a list. Maryland's ban of February 2026 took seven lists and 90 days."""
SAME_FIELD_SHARE = 0.30
"""One field reading differently in this share of all rows is a re-formatting, not news."""
UNREAD_SHARE = 0.01
DUPLICATE_SHARE = 0.01
FEW = 5
"""Rules about shares speak only above this many rows."""
LINKS_LOST_SHARE = 0.05
LINKS_LOST_FEW = 10
"""Links gone from more rows than both of these: a workbook saved without them. ICE's of 6 August 2025 lost 77 of
about 700 and had them back two days later."""
OVERLAP_OTHER = 0.50
OVERLAP_OWN = 0.20
"""A reading that shares this much with the other list and this little with its own is the other list."""


class Verdict(IntEnum):
    """What to do with a reading; the gravest finding decides."""

    ACCEPT = 0
    WARN = 1
    """Accept; the finding is kept and shown."""
    HOLD = 2
    """Keep it, show it, tell nobody, until a person decides or a better reading comes."""
    REJECT = 3
    """Keep the last good version; nothing to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule said."""

    rule: str
    """Number and name: "G11 rows against the last good version"."""
    verdict: Verdict
    message: str
    final: bool = False
    """No reviewer can release it: there is nothing in it that could be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """What the record holds of the two lists when a new reading comes in."""

    own: Sequence[Agreement]
    other: Sequence[Agreement]
    older_version: int | None
    """The number of an earlier version with the very same bytes, when there is one and it is not the latest."""

    @property
    def listed(self) -> list[Agreement]:
        """Return the agreements on the last good version of this list."""
        return [a for a in self.own if a.standing is Standing.LISTED]


Rule = Callable[[Snapshot, LastGood], Finding | None]


def worst(findings: Iterable[Finding]) -> Verdict:
    """Return the gravest verdict among *findings*; ACCEPT when there are none."""
    return max((finding.verdict for finding in findings), default=Verdict.ACCEPT)


def judge_reading(snapshot: Snapshot, last: LastGood) -> tuple[Finding, ...]:
    """Return what the rules find about a reading before it is compared, in the order of their numbers."""
    found = (rule(snapshot, last) for rule in _RULES_BEFORE)
    return tuple(finding for finding in found if finding is not None)


def judge_comparison(snapshot: Snapshot, last: LastGood, comparison: Comparison) -> tuple[Finding, ...]:
    """Return what the rules find about the changes that a reading would bring."""
    if snapshot.list_kind is ListKind.PENDING:
        return ()
    found = (rule(last, comparison) for rule in _RULES_AFTER)
    return tuple(finding for finding in found if finding is not None)


def links_lost(snapshot: Snapshot, last: LastGood) -> bool:
    """Tell whether the workbook came without links that it had before, so that their absence says nothing."""
    return _links_lost(snapshot, last) is not None


def _required_columns(snapshot: Snapshot, _: LastGood) -> Finding | None:
    required = {Column.STATE, Column.AGENCY, Column.SUPPORT_TYPE}
    if snapshot.list_kind is ListKind.PARTICIPATING:
        required.add(Column.SIGNED)
    missing = sorted(required - snapshot.sheet.known_columns)
    if not missing or snapshot.sheet.looks_like is not snapshot.list_kind:
        return None
    found = ", ".join(snapshot.sheet.columns)
    message = f"The workbook has no column {', '.join(missing)}. It has: {found}. Teach the reader the new header."
    return Finding(rule="G9 required columns", verdict=Verdict.REJECT, message=message, final=True)


def _which_list(snapshot: Snapshot, last: LastGood) -> Finding | None:
    """Recognise a swap by columns and by overlap: on 22 September 2025 each file held the other's list."""
    own, other = _overlap(snapshot.rows, last.listed), _overlap(snapshot.rows, last.other)
    by_columns = snapshot.sheet.looks_like is not snapshot.list_kind
    by_content = len(snapshot.rows) > FEW and len(last.listed) > FEW and own < OVERLAP_OWN and other >= OVERLAP_OTHER
    if not (by_columns or by_content):
        return None
    message = (
        f"The address of the {snapshot.list_kind} list served something else: its columns are those of the "
        f"{snapshot.sheet.looks_like} list, {own:.0%} of its {len(snapshot.rows)} rows are on our last "
        f"{snapshot.list_kind} list and {other:.0%} on the other. Nothing was compared; the next good list carries on."
    )
    return Finding(rule="G10 which list is this", verdict=Verdict.REJECT, message=message, final=True)


def _overlap(rows: Sequence[ListedRow], agreements: Iterable[Agreement]) -> float:
    if not rows:
        return 0.0
    known = {
        (a.facts.state, parse_agency(a.facts.agency, a.facts.state).full)
        for a in agreements
        if a.standing is Standing.LISTED
    }
    return sum((row.state, parse_agency(row.agency, row.state).full) in known for row in rows) / len(rows)


def _row_count(snapshot: Snapshot, last: LastGood) -> Finding | None:
    """Compare the number of rows with the last good version. The pending list may fall to nothing; it often does."""
    before, now = len(last.listed), len(snapshot.rows)
    if snapshot.list_kind is ListKind.PENDING:
        return None
    if not now:
        message = "The participating list has no rows: a failed upload. Nothing was compared."
        rule = "G11 rows against the last good version"
        return Finding(rule=rule, verdict=Verdict.REJECT, message=message, final=True)
    if not before:
        return None
    share = now / before
    if share < ROWS_REJECT:
        verdict, advice = Verdict.REJECT, "It is taken for a failed upload; release it only if ICE means it."
    elif share < ROWS_HOLD_LOW or (share > ROWS_HOLD_HIGH and now - before > ROWS_GROWTH_FREE):
        verdict, advice = Verdict.HOLD, "Look at the workbook; release it if ICE means it."
    else:
        return None
    message = f"{now} rows against {before} on the last good list ({share:.0%}). {advice}"
    return Finding(rule="G11 rows against the last good version", verdict=verdict, message=message)


def _unread_rows(snapshot: Snapshot, _: LastGood) -> Finding | None:
    unread = snapshot.sheet.unread_rows
    if not unread:
        return None
    many = len(unread) > max(FEW, UNREAD_SHARE * (len(snapshot.rows) + len(unread)))
    first = unread[0]
    message = (
        f"{len(unread)} row(s) could not be understood, the first in row {first.position}: {first.reason} "
        "Nothing is concluded from them."
    )
    return Finding(rule="G15 known words", verdict=Verdict.HOLD if many else Verdict.WARN, message=message)


def _future_dates(snapshot: Snapshot, _: LastGood) -> Finding | None:
    latest = (snapshot.observed_at + timedelta(days=1)).date()
    ahead = [row for row in snapshot.rows if row.signed_on is not None and row.signed_on > latest]
    if not ahead:
        return None
    many = len(ahead) > max(FEW, UNREAD_SHARE * len(snapshot.rows))
    message = f"{len(ahead)} row(s) are signed in the future, the first in row {ahead[0].position} ({ahead[0].agency})."
    return Finding(rule="G16 signing dates", verdict=Verdict.HOLD if many else Verdict.WARN, message=message)


def _doubled_rows(snapshot: Snapshot, _: LastGood) -> Finding | None:
    seen = Counter((r.state, r.agency, r.support_type, r.county, r.signed_text) for r in snapshot.rows)
    doubled = sum(count - 1 for count in seen.values())
    if doubled <= max(FEW, DUPLICATE_SHARE * len(snapshot.rows)):
        return None
    message = f"{doubled} rows stand in the list twice. Look at the workbook; release it if ICE means it."
    return Finding(rule="G17 duplicates", verdict=Verdict.HOLD, message=message)


def _older_version(_: Snapshot, last: LastGood) -> Finding | None:
    """Notice a version served again from somewhere stale: a cache, or a colleague's old file."""
    if last.older_version is None:
        return None
    message = (
        f"These are the very bytes of our version {last.older_version}, and newer ones have been seen since. "
        "An old copy is being served; release it only if ICE went back on purpose."
    )
    return Finding(rule="G21 older version served again", verdict=Verdict.HOLD, message=message)


def _links_lost(snapshot: Snapshot, last: LastGood) -> Finding | None:
    if Column.MOA not in snapshot.sheet.known_columns:
        return None
    had = sum(a.facts.moa_url is not None for a in last.listed)
    has = sum(row.moa_url is not None for row in snapshot.rows)
    if had - has <= max(LINKS_LOST_FEW, LINKS_LOST_SHARE * had):
        return None
    message = f"{had - has} of {had} links are gone at once. The old links are kept; nothing is said of their loss."
    return Finding(rule="G22 links lost in bulk", verdict=Verdict.WARN, message=message)


def _too_many_departures(_: LastGood, comparison: Comparison) -> Finding | None:
    left = [change.facts for change in comparison.changes if change.kind is ChangeKind.MISSING]
    doubtful = [question.agreement.facts for question in comparison.questions]
    if len(left) + len(doubtful) <= DEPARTURES_HOLD:
        return None
    first = (left + doubtful)[0]
    message = (
        f"{len(left)} agreements would be missing at once and {len(doubtful)} could not be recognised for certain, "
        f"among them {first.agency} ({first.state}). Look at both readings; release it if they truly left."
    )
    return Finding(rule="G12 departures after identity", verdict=Verdict.HOLD, message=message)


def _too_many_arrivals(_: LastGood, comparison: Comparison) -> Finding | None:
    new = [change for change in comparison.changes if change.kind is ChangeKind.NEW]
    undated = sum(change.facts.signed_on is None for change in new)
    if len(new) <= ARRIVALS_HOLD and not (undated > FEW and 2 * undated > len(new)):
        return None
    message = (
        f"{len(new)} agreements would be new at once, {undated} of them without a signing date. Look at the workbook; "
        "release it if they truly joined."
    )
    return Finding(rule="G13 arrivals after identity", verdict=Verdict.HOLD, message=message)


def _whole_state_gone(last: LastGood, comparison: Comparison) -> Finding | None:
    listed = Counter(a.facts.state for a in last.listed)
    left = Counter(change.facts.state for change in comparison.changes if change.kind is ChangeKind.MISSING)
    gone = sorted(state for state, count in left.items() if count == listed[state] >= STATE_FEW)
    if not gone:
        return None
    message = (
        f"Every agreement of {', '.join(gone)} would be missing at once. A filtered or cut list looks like that; "
        "release it if they truly left."
    )
    return Finding(rule="G23 a whole state gone", verdict=Verdict.HOLD, message=message)


def _too_many_renewals(_: LastGood, comparison: Comparison) -> Finding | None:
    renewed = [change for change in comparison.changes if change.kind is ChangeKind.RENEWED]
    if len(renewed) <= RENEWALS_HOLD:
        return None
    message = f"{len(renewed)} agreements would be signed anew at once: look whether the dates are true, then release."
    return Finding(rule="G24 renewals after identity", verdict=Verdict.HOLD, message=message)


def _one_field_everywhere(last: LastGood, comparison: Comparison) -> Finding | None:
    by_field: Counter[str] = Counter(
        field.field for change in comparison.changes if _is_rewording(change) for field in change.fields
    )
    if not by_field:
        return None
    field, count = by_field.most_common(1)[0]
    if count <= max(FEW, SAME_FIELD_SHARE * len(last.listed)):
        return None
    message = (
        f"{count} rows read differently in one field ({field}): ICE has re-formatted the list. Look before release."
    )
    return Finding(rule="G18 one field in many rows", verdict=Verdict.HOLD, message=message)


def _is_rewording(change: Change) -> bool:
    return change.kind in {ChangeKind.CORRECTED, ChangeKind.RENEWED, ChangeKind.MOA_CHANGED}


_RULES_BEFORE: tuple[Rule, ...] = (
    _required_columns,
    _which_list,
    _row_count,
    _unread_rows,
    _future_dates,
    _doubled_rows,
    _older_version,
    _links_lost,
)
_RULES_AFTER: tuple[Callable[[LastGood, Comparison], Finding | None], ...] = (
    _too_many_departures,
    _too_many_arrivals,
    _one_field_everywhere,
    _whole_state_gone,
    _too_many_renewals,
)

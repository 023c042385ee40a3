"""How much of a believable reading may be told: the comparison, less what the guards doubt.

A hold never blocks what is beyond doubt. The agreements that a doubt touches stay in the record exactly as they stood,
so that the next list is compared with the same state and raises the same doubt, until it is answered or gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.agreements import Agreement, Standing
from domain.changes import Change
from domain.compare import Comparison, compare
from domain.guards import Finding, LastGood, Verdict, judge_comparison, links_lost
from domain.questions import Rulings
from domain.snapshots import Snapshot
from domain.text import comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Changes that are not told until a person decides, with the doubts that keep them back."""

    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    @property
    def subject(self) -> str:
        """Return what the doubt is about, the same for the same doubt about the same rows in every later list."""
        rules = ",".join(finding.number for finding in self.findings)
        rows = "\n".join(sorted(_what(change) for change in self.changes))
        return f"{rules}|{hashlib.sha256(rows.encode()).hexdigest()[:16]}"

    @property
    def message(self) -> str:
        """Return the doubts in words."""
        return " ".join(finding.message for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reading brings: what is told, and what waits."""

    comparison: Comparison
    """Without the changes and agreements that are withheld."""
    withheld: tuple[Withheld, ...]
    warnings: tuple[Finding, ...]
    """What the guards remark without keeping anything back."""


def decide(
    snapshot: Snapshot,
    last: LastGood,
    *,
    version: int,
    previous: int,
    pending: Sequence[Agreement] = (),
    active: Sequence[Agreement] = (),
    rulings: Rulings | None = None,
    released: frozenset[str] = frozenset(),
    kept: Sequence[Withheld] = (),
) -> Decision:
    """Compare *snapshot* with the record and set apart what the guards doubt.

    *released* are subjects of withheld changes that a reviewer has released; *kept* are doubts that the same list
    raised before a decision about something else, which does not end them. For the other arguments see `compare`.
    """
    comparison = compare(
        last.own,
        snapshot,
        version=version,
        previous=previous,
        pending=pending,
        active=active,
        rulings=rulings,
        links_lost=links_lost(snapshot, last),
    )
    findings = judge_comparison(snapshot, last, comparison)
    doubts = [finding for finding in findings if finding.verdict >= Verdict.HOLD and finding.touches]
    groups = [group for group in _grouped(doubts, comparison) if group.subject not in released]
    groups += _still(kept, comparison, {change.id for group in groups for change in group.changes}, released)
    withheld = tuple(groups)
    return Decision(
        comparison=_without(comparison, withheld, last.own, snapshot),
        withheld=withheld,
        warnings=tuple(finding for finding in findings if finding not in doubts),
    )


def _grouped(doubts: Iterable[Finding], comparison: Comparison) -> list[Withheld]:
    """Put doubts about the same agreements together: they are decided together."""
    groups: list[tuple[list[Finding], set[str]]] = []
    for finding in doubts:
        touched = set(finding.touches or ())
        together = [group for group in groups if group[1] & touched]
        groups = [group for group in groups if group not in together]
        findings = [earlier for group in together for earlier in group[0]]
        groups.append(([*findings, finding], touched.union(*(group[1] for group in together))))
    return [
        Withheld(
            findings=tuple(findings),
            changes=tuple(change for change in comparison.changes if change.agreement_id in touched),
        )
        for findings, touched in groups
    ]


def _still(
    kept: Sequence[Withheld], comparison: Comparison, withheld: set[str], released: frozenset[str]
) -> list[Withheld]:
    """Return what is left of earlier doubts about the same list: a decision does not end them by making them few."""
    groups = []
    for group in kept:
        if group.subject in released:
            continue
        said = {_what(change) for change in group.changes}
        changes = tuple(c for c in comparison.changes if c.id not in withheld and _what(c) in said)
        if changes:
            groups.append(Withheld(findings=group.findings, changes=changes))
    return groups


def _what(change: Change) -> str:
    """Return what a change says, so that another reading of the same rows is another doubt."""
    facts = change.facts
    reads = sorted(f"{field.field}={comparable(field.after)}" for field in change.fields)
    signed = comparable(facts.signed_text) if change.after is not None else ""
    row = (comparable(facts.agency), comparable(facts.county), signed)
    return "|".join((change.kind, facts.state, facts.support_type, *row, *reads))


def _without(
    comparison: Comparison, withheld: Sequence[Withheld], known: Iterable[Agreement], snapshot: Snapshot
) -> Comparison:
    """Return *comparison* without what is withheld.

    Who is not on the list keeps since when; who is missing and may be back is not confirmed to have left meanwhile.
    """
    of = {change.agreement_id: change for group in withheld for change in group.changes}
    if not of:
        return comparison
    marked = (_marked(agreement, of[agreement.id], snapshot) for agreement in known if agreement.id in of)
    return replace(
        comparison,
        changes=tuple(change for change in comparison.changes if change.agreement_id not in of),
        agreements=(*(a for a in comparison.agreements if a.id not in of), *marked),
    )


def _marked(agreement: Agreement, withheld: Change, snapshot: Snapshot) -> Agreement:
    """Return *agreement* as the record has it, with what the withheld change leaves open."""
    if agreement.standing is Standing.MISSING:
        return replace(agreement, in_doubt=True)
    if agreement.standing is not Standing.LISTED:
        return agreement
    since = (agreement.held_since or snapshot.observed_at) if withheld.after is None else None
    return replace(agreement, held_since=since)

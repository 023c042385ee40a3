"""`lookout try`: visit, read and compare, and write nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from domain.compare import compare
from domain.guards import LastGood, Verdict, judge_comparison, judge_reading, links_lost, worst
from lookout.wiring import Lookout
from workflows.poll import read_visit
from workflows.ports import Visit
from workflows.record import ListReading, snapshot_of


async def visit_and_read(lookout: Lookout, source: str, url: str | None) -> tuple[Visit, list[ListReading]]:
    """Visit *source* in full and read what it brought."""
    visit = await lookout.visitor.visit(source, url=url, validators={})
    return visit, read_visit(lookout.polling, visit, {})


def describe(lookout: Lookout, visit: Visit, readings: Sequence[ListReading], say: Callable[[str], None]) -> int:
    """Say what was read and what a poll would make of it; return the exit status of such a poll."""
    for fetched in visit.fetched:
        say(
            f"{fetched.role}: {fetched.status} {len(fetched.body):,} bytes {fetched.final_url} {fetched.published_name}"
        )
    if visit.totals.quoted:
        say(f"The page states: {visit.totals.quoted}")
    for problem in visit.problems:
        say(f"problem ({problem.kind}): {problem.message}")
    statuses = [_describe_list(lookout, reading, say) for reading in readings]
    return max(statuses, default=0) if not visit.problems else 4


def _describe_list(lookout: Lookout, reading: ListReading, say: Callable[[str], None]) -> int:
    key = reading.config.key
    if reading.sheet is None:
        say(f"{key}: {reading.unreadable}")
        return 4
    sheet = reading.sheet
    say(f"{key}: {len(sheet.rows)} rows, {sheet.hidden_rows} hidden, {sheet.blank_rows} blank; columns {sheet.columns}")
    for warning in sheet.warnings[:20]:
        say(f"  row {warning.position}: {warning.message}" if warning.position else f"  {warning.message}")
    with lookout.record.open() as ledger:
        last = ledger.last_version(key)
        good = LastGood(
            own=ledger.agreements(key),
            other=ledger.agreements(reading.config.polled_with or f"{key}-pending"),
            older_version=None,
        )
    snapshot = snapshot_of(reading)
    findings = judge_reading(snapshot, good)
    if last is not None and worst(findings) < Verdict.HOLD:
        comparison = compare(
            good.own,
            snapshot,
            version=last.number + 1,
            previous=last.number,
            links_lost=links_lost(snapshot, good),
        )
        findings = (*findings, *judge_comparison(snapshot, good, comparison))
        counts = Counter(change.kind.value for change in comparison.changes)
        say(f"  against version {last.number}: " + (", ".join(f"{n} {k}" for k, n in counts.items()) or "no change"))
        for change in comparison.changes[:40]:
            facts = change.facts
            say(f"    {change.kind}: {facts.agency}, {facts.state} ({facts.support_type}). {change.reason}")
    for finding in findings:
        say(f"  {finding.rule}: {finding.verdict.name.lower()}. {finding.message}")
    return {Verdict.HOLD: 3, Verdict.REJECT: 4}.get(worst(findings), 0)

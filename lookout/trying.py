"""`lookout try`: visit, read and compare, and write nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from domain.changes import Change
from domain.guards import Finding, Verdict, judge_reading, worst
from lookout.wiring import Lookout
from workflows.poll import read_visit
from workflows.ports import Visit
from workflows.record import ListReading, decide_on, last_good, snapshot_of

_SHOWN = 40
"""Changes printed of each sort; the rest is counted."""


async def try_list(lookout: Lookout, source: str, url: str | None, say: Callable[[str], None]) -> int:
    """Visit and read a list, say what a poll would make of it, and return the exit status of such a poll."""
    visit, readings = await visit_and_read(lookout, source, url)
    return await asyncio.to_thread(describe, lookout, visit, readings, say)


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
    findings = _compare(lookout, reading, say)
    for finding in findings:
        say(f"  {finding.rule}: {finding.verdict.name.lower()}. {finding.message}")
    return {Verdict.HOLD: 3, Verdict.REJECT: 4}.get(worst(findings), 0)


def _compare(lookout: Lookout, reading: ListReading, say: Callable[[str], None]) -> list[Finding]:
    """Say what this reading would change, and return what the guards find about it."""
    key = reading.config.key
    with lookout.record.open() as ledger:
        last = ledger.last_version(key)
        good = last_good(ledger, reading, last)
        findings = list(judge_reading(snapshot_of(reading), good))
        if last is None or worst(findings) >= Verdict.HOLD:
            return findings
        decision = decide_on(ledger, reading, good, last)
    changes = decision.comparison.changes
    counts = Counter(change.kind.value for change in changes)
    say(f"  against version {last.number}: " + (", ".join(f"{n} {k}" for k, n in counts.items()) or "no change"))
    for change in changes[:_SHOWN]:
        say(f"    {_in_words(change)}")
    for group in decision.withheld:
        say(f"  {len(group.changes)} changes would be withheld:")
        for change in group.changes[:_SHOWN]:
            say(f"    {_in_words(change)}")
        findings += group.findings
    for question in decision.comparison.questions:
        old, new = question.agreement.facts, question.listing.row
        say(f'  question: is "{old.agency}" ({old.state}) now printed as "{new.agency}"? {question.how}')
    return [*findings, *decision.warnings]


def _in_words(change: Change) -> str:
    facts = change.facts
    return f"{change.kind}: {facts.agency}, {facts.state} ({facts.support_type}). {change.reason}"

"""How the review desk prints: one incident in full, and the audit log."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lookout.printing import Format, Row, incident_row, print_rows
from lookout.terminal import harmless, plain_console
from workflows.audit import SealedEntry
from workflows.casefile import FIELDS, QUESTION_ROW, CaseFile, CaseRow, field_text
from workflows.reading import CaptureView

WIDEST = 120
"""Columns beyond which lines only get harder to read."""
DIFFERING_SHOWN = 20
"""Rows that read differently, of which no more are printed for people; programs get all."""
ONE_SIDED_SHOWN = 40
NEWEST_CAPTURES_SHOWN = 2
"""Beside the first one: a doubt that lasts is seen in many lists."""
AUDIT_COLUMNS = ("number", "decided_at", "reviewer", "action", "subject", "why", "result", "seal")
_ROW_COLUMNS = (
    "incident",
    "what",
    "agreement_id",
    *(f"record_{field}" for field in FIELDS),
    *(f"printed_{field}" for field in FIELDS),
    "differs",
    "reason",
)


def print_case(case: CaseFile, form: Format) -> None:
    """Print one incident in full. As CSV: a line per row concerned, the record's fields beside the list's."""
    if form is Format.CSV:
        print_rows([_flat_row(case, row) for row in case.rows], _ROW_COLUMNS, form)
    elif form is Format.JSON:
        json.dump(_as_data(case), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _Desk(_reading_console()).show(case)


def audit_row(kept: SealedEntry) -> Row:
    """Return one decision of the audit log."""
    entry = kept.entry
    return {
        "number": kept.number,
        "decided_at": _iso(kept.decided_at),
        "reviewer": entry.reviewer,
        "action": entry.action,
        "subject": entry.subject,
        "why": entry.why,
        "result": entry.result,
        "seal": kept.seal,
    }


def print_audit(entries: Sequence[SealedEntry]) -> None:
    """Print the audit log for people: a paragraph per decision."""
    console = _reading_console()
    if not entries:
        console.print("Nobody has decided anything yet.")
    for kept in entries:
        entry = kept.entry
        console.print(_text(f"{kept.number}  {_minute(kept.decided_at)}  {entry.reviewer}  {entry.action}", "bold"))
        lines = Table.grid(padding=(0, 2))
        lines.add_column(no_wrap=True)
        lines.add_column(overflow="fold")
        for name, value in (("about", entry.subject), ("why", entry.why), ("result", entry.result)):
            lines.add_row(name, _text(value))
        console.print(_indented(lines))


class _Desk:
    """Prints one case for a person in a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, case: CaseFile) -> None:
        self._heading(case)
        self._rules(case)
        self._captures(case)
        self._figures(case)
        self._rows(case)
        self._choices(case)

    def _heading(self, case: CaseFile) -> None:
        incident = case.incident
        times = "once" if incident.seen == 1 else f"{incident.seen} times, last at {_minute(incident.last_seen_at)}"
        self._console.print(_text(f"Incident {incident.id}: {incident.kind}, {incident.status}", "bold"))
        self._console.print(_text(f"{case.source_title} ({incident.source})"))
        self._console.print(_text(f"Since {_minute(incident.opened_at)}, seen {times}."))
        if incident.decided_at is not None:
            self._console.print(_text(f"Decided {_minute(incident.decided_at)}: {incident.decided_why}"))

    def _rules(self, case: CaseFile) -> None:
        self._title("Why")
        for sentence in case.incident.rules or (case.incident.summary,):
            self._paragraph(sentence)

    def _captures(self, case: CaseFile) -> None:
        if not case.captures:
            return
        self._title("What was fetched")
        first, *later = case.captures
        newest = later[-NEWEST_CAPTURES_SHOWN:]
        self._capture(first)
        if len(later) > len(newest):
            self._line(f"… {len(later) - len(newest)} more: lookout incidents {case.incident.id} --format json")
        for capture in newest:
            self._capture(capture)

    def _capture(self, capture: CaptureView) -> None:
        """Print one capture; its lines are for copying, so the terminal wraps them and we do not."""
        self._line(f"capture {capture.id}, {_minute(capture.fetched_at)}, {capture.bytes:,} bytes")
        self._line(capture.url, by=4)
        self._line(f"SHA-256 {capture.sha256}", by=4)
        self._line(f"lookout captures --save {capture.id} FILE", by=4)

    def _figures(self, case: CaseFile) -> None:
        if case.figures:
            self._title("In figures")
            for what, number in case.figures:
                self._line(f"{number:>6,}  {what}")

    def _rows(self, case: CaseFile) -> None:
        gone = [row for row in case.rows if row.goes and QUESTION_ROW not in row.what]
        come = [row for row in case.rows if row.comes]
        both = [row for row in case.rows if row not in gone and row not in come]
        self._one_sided("On the record, without a row on this list", gone, case)
        self._one_sided("On this list, and not on the record", come, case)
        if both:
            self._title("Both readings (* reads differently)")
        for row in both[:DIFFERING_SHOWN]:
            self._side_by_side(row)
        self._left_out(len(both) - DIFFERING_SHOWN, case)

    def _one_sided(self, title: str, rows: Sequence[CaseRow], case: CaseFile) -> None:
        if not rows:
            return
        self._title(f"{title}: {len(rows)}")
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        for ratio in (6, 3, 4, 2):
            table.add_column(ratio=ratio, overflow="fold")
        for row in rows[:ONE_SIDED_SHOWN]:
            facts = row.record or row.printed
            assert facts is not None
            where = ", ".join(part for part in (facts.county, facts.state) if part)
            cells = (facts.agency, where, facts.support_type_text, facts.signed_text)
            table.add_row(*(_text(cell) for cell in cells))
        self._console.print(_indented(table))
        self._left_out(len(rows) - ONE_SIDED_SHOWN, case)

    def _side_by_side(self, row: CaseRow) -> None:
        if QUESTION_ROW not in row.what:
            self._console.print()
            self._paragraph(f"{' and '.join(row.what)}: {row.reason}")
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
        table.add_column("", width=1)
        table.add_column("", no_wrap=True)
        table.add_column("the record holds", ratio=1, overflow="fold")
        table.add_column("this list prints", ratio=1, overflow="fold")
        for field in FIELDS:
            record = field_text(row.record, field) if row.record else ""
            printed = field_text(row.printed, field) if row.printed else "(no such row)" if field == "agency" else ""
            if record or printed:
                differs = field in row.differs
                style = "bold" if differs else ""
                name = "MOA" if field == "moa" else field.replace("_", " ")
                table.add_row("*" if differs else "", name, _text(record, style), _text(printed, style))
        if row.agreement_id:
            table.add_row("", "id", _text(row.agreement_id), "")
        self._console.print(_indented(table))

    def _left_out(self, number: int, case: CaseFile) -> None:
        if number > 0:
            self._line(f"… and {number:,} more: lookout incidents {case.incident.id} --format csv")

    def _choices(self, case: CaseFile) -> None:
        self._title("To decide it" if case.choices else "To do")
        if case.note:
            self._paragraph(case.note)
        for choice in case.choices:
            self._line(choice.command)
            self._paragraph(choice.effect, by=6)
        if case.related:
            numbers = ", ".join(str(number) for number in case.related)
            self._paragraph(f"Look at these together with it, they share a name: {numbers}.")

    def _title(self, title: str) -> None:
        self._console.print()
        self._console.print(_text(title, "bold"))

    def _paragraph(self, sentence: str, by: int = 2) -> None:
        margin = " " * by
        lines = textwrap.fill(
            harmless(sentence),
            self._console.width,
            initial_indent=margin,
            subsequent_indent=margin,
            break_on_hyphens=False,
        )
        self._console.print(lines, soft_wrap=True)

    def _line(self, text: str, by: int = 2) -> None:
        self._console.print(_text(" " * by + text), soft_wrap=True)


def _reading_console() -> Console:
    console = plain_console()
    console.width = min(console.width, WIDEST)
    return console


def _text(text: str, style: str = "") -> Text:
    return Text(harmless(text), style=style, overflow="fold")


def _indented(what: RenderableType) -> Padding:
    return Padding(what, (0, 0, 0, 2), expand=False)


def _flat_row(case: CaseFile, row: CaseRow) -> Row:
    sides = {
        f"{side}_{field}": field_text(facts, field) if facts is not None else ""
        for side, facts in (("record", row.record), ("printed", row.printed))
        for field in FIELDS
    }
    return {
        "incident": case.incident.id,
        "what": " ".join(row.what),
        "agreement_id": row.agreement_id or "",
        **sides,
        "differs": " ".join(field for field in FIELDS if field in row.differs),
        "reason": row.reason,
    }


def _as_data(case: CaseFile) -> dict[str, object]:
    incident = case.incident
    return {
        **incident_row(incident),
        "source_title": case.source_title,
        "rules": list(incident.rules),
        "decided_at": _iso(incident.decided_at) if incident.decided_at else None,
        "captures": [
            {
                "id": capture.id,
                "url": capture.url,
                "fetched_at": _iso(capture.fetched_at),
                "bytes": capture.bytes,
                "sha256": capture.sha256,
            }
            for capture in case.captures
        ],
        "figures": dict(case.figures),
        "rows": [_row_as_data(row) for row in case.rows],
        "related": list(case.related),
        "note": case.note,
        "choices": [{"command": choice.command, "effect": choice.effect} for choice in case.choices],
    }


def _row_as_data(row: CaseRow) -> dict[str, object]:
    sides = {
        side: {field: field_text(facts, field) for field in FIELDS} if facts is not None else None
        for side, facts in (("record", row.record), ("printed", row.printed))
    }
    differs = [field for field in FIELDS if field in row.differs]
    return {"what": list(row.what), "agreement_id": row.agreement_id, **sides, "differs": differs, "reason": row.reason}


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

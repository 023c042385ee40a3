"""`make bench`: side-by-side measurements in one run, printed as one small table. Ratios travel; times do not."""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.table import Table

from tests.bench.fan_out import fan_out
from tests.bench.measures import Measured, comparing, past_and_pages, reading, unchanged
from tests.bench.newsrooms import newsrooms
from tests.bench.web import main as pages
from tests.bench.whole_way import whole_way_apart


def main() -> int:
    """Measure everything and print it; return the exit status."""
    console = Console(highlight=False)
    began = time.perf_counter()
    table = Table("what", box=None, pad_edge=False, header_style="bold")
    for column in ("ours", "other", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    remarks = []
    # The past comes first: its peak of memory is then its own.
    for measure in (past_and_pages, reading, comparing, unchanged, fan_out, whole_way_apart, newsrooms):
        found = measure()
        if isinstance(found, str):
            remarks.append(found)
            continue
        for line in found:
            table.add_row(*_cells(line))
    console.print(table)
    for remark in remarks:
        console.print(remark)
    pages([])
    console.print(f"Measured in {time.perf_counter() - began:.0f} s, one after the other, on this machine.")
    return 0


def _cells(line: Measured) -> tuple[str, str, str, str]:
    return line.what, line.ours, line.other, line.ratio


if __name__ == "__main__":
    sys.exit(main())

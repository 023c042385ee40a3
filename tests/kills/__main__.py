"""`make kills`: kill the real recording and sending thousands of times, and count what is lost, doubled or broken.

Run from the project's root. With --senders: several sender processes on one full outbox, and nobody is killed.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.kills.databases import KINDS, a_database, a_folder
from tests.kills.matrix import Asked, Matrix, Report
from tests.kills.plan import POINTS
from tests.kills.planted import Planted
from tests.kills.senders import SENDERS, Crowd, send_at_once

_FAMILIES = (
    ("keeping the bytes", ("keep",)),
    ("around a COMMIT", ("COMMIT",)),
    ("on the wire", ("mail:", "webhook:", " send")),
    ("claiming, noting, settling", ("requeue_lapsed", "claim_delivery", "begin_attempt", "settle")),
    ("at any moment", ("any moment",)),
)
_REST = "recording and writing deliveries"


def main() -> int:
    """Run what was asked for; return 0 where nothing was wrong."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, _stop)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    kinds = KINDS if asked.database == "both" else (asked.database,)
    return max(_run(kind, asked, console) for kind in kinds)


def _stop(*_: object) -> None:
    raise SystemExit("Stopped.")  # so that servers, folders and processes are cleared away


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    parser.add_argument("--kills", type=int, default=3000, help="per database")
    parser.add_argument("--seed", type=int, default=287)
    parser.add_argument("--minutes", type=float, default=60.0, help="after which no further round begins, per database")
    parser.add_argument("--plant", choices=[*Planted], help="a fault to plant, to see that it is found")
    parser.add_argument("--senders", action="store_true", help=f"{SENDERS} sender processes at once instead of kills")
    parser.add_argument("--deliveries", type=int, default=10_000, help="with --senders: how many messages wait")
    parser.add_argument("--points", action="store_true", help="print every point with its kills")
    return parser.parse_args()


def _run(kind: str, asked: argparse.Namespace, console: Console) -> int:
    with a_folder() as folder, a_database(kind, folder) as url:
        if asked.senders:
            crowd = send_at_once(url, folder, asked.deliveries)
            return _print_crowd(kind, crowd, console)
        report = _killed(url, folder, asked, console)
    _print_report(kind, report, console)
    if asked.points:
        console.print("\n".join(f"{report.kills[point]:5d}  {point}" for point in POINTS))
    return bool(report.problems)


def _killed(url: str, folder: Path, asked: argparse.Namespace, console: Console) -> Report:
    order = Asked(
        url=url,
        folder=folder,
        kills=asked.kills,
        seed=asked.seed,
        fault=Planted(asked.plant) if asked.plant else None,
        longest=asked.minutes * 60,
    )
    if not sys.stdout.isatty():
        return Matrix(order).run()
    with console.status("forking") as status:
        return Matrix(order, status.update).run()


def family(point: str) -> str:
    """Return the part of the way on which *point* lies."""
    return next((name for name, words in _FAMILIES if any(word in point for word in words)), _REST)


def _print_report(kind: str, report: Report, console: Console) -> None:
    table = Table(title=f"{kind}: {report.total} kills", title_justify="left")
    table.add_column("Killed")
    table.add_column("Kills", justify="right")
    table.add_column("Points reached", justify="right")
    for name in (_REST, *(name for name, _ in _FAMILIES)):
        points = [point for point in POINTS if family(point) == name]
        reached = sum(report.kills[point] > 0 for point in points)
        table.add_row(name, str(sum(report.kills[point] for point in points)), f"{reached} of {len(points)}")
    console.print(table)
    figures = Table(show_header=False)
    for label, value in _figures(report):
        figures.add_row(label, value)
    console.print(figures)
    for problem in report.problems:
        console.print(problem, markup=False, soft_wrap=True)
    never = [point for point in POINTS if not report.kills[point]]
    if never:
        console.print(f"Nobody was killed at: {', '.join(never)}.", markup=False)
    console.print("Nothing lost, nothing unlabelled, nothing broken." if not report.problems else "NOT GOOD.")


def _figures(report: Report) -> list[tuple[str, str]]:
    seen = report.figures
    minutes = report.seconds / 60
    return [
        ("rounds, lists recorded, changes", f"{report.rounds}, {report.lists}, {seen.changes}"),
        ("rounds with a second process at work", str(report.twins)),
        ("wire faults without a kill", f"{report.wire_faults}; messages answered with an error: {seen.refused}"),
        ("commits refused or unanswered without a kill", str(report.database_faults)),
        ("messages received", f"{seen.messages}, in {seen.receipts} receipts"),
        ("repeats, all labelled", f"{seen.repeats - seen.unlabelled} of {seen.repeats}; one message at most {seen.most_of_one} times"),
        ("first receipts labelled as well", str(seen.labelled_firsts)),
        ("LOST", str(seen.lost)),
        ("changes without their full outbox", str(seen.without_outbox)),
        ("repeats without a label", str(seen.unlabelled)),
        ("repeats without an unknown outcome", str(seen.unexplained)),
        ("repeats sooner than the brake allows", str(seen.hasty)),
        ("messages that are no delivery, or came to others", str(seen.strangers)),
        ("corrections before their original", str(seen.overtaken)),
        ("parked by the brake", str(seen.parked)),
        ("integrity failures", f"{seen.integrity} in {report.looks} looks"),
        ("stray temporary files in the archive", str(seen.stray_files)),
        ("time", f"{report.seconds:.0f} s, {report.total / minutes if minutes else 0:.0f} kills a minute"),
    ]  # fmt: skip


def _print_crowd(kind: str, crowd: Crowd, console: Console) -> int:
    table = Table(title=f"{kind}: {SENDERS} senders at once", title_justify="left", show_header=False)
    for label, value in crowd.figures():
        table.add_row(label, value)
    console.print(table)
    for problem in crowd.problems:
        console.print(problem, markup=False, soft_wrap=True)
    console.print("Each message went out once." if not crowd.problems else "NOT GOOD.")
    return bool(crowd.problems)


if __name__ == "__main__":
    raise SystemExit(main())

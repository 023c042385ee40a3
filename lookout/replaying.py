"""`lookout replay`: an archive through the recorder, with a progress bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lookout.wiring import Lookout
from workflows.reading import PollOutcome
from workflows.replay import Replaying, observations, replay


def replay_folder(lookout: Lookout, folder: Path, until: date | None, say: Callable[[str], None]) -> None:
    """Replay *folder* and say what came of it. Raises ReplayError."""
    items = observations(folder, until)
    replaying = Replaying(
        reader=lookout.reader, archive=lookout.archive, ledger=lookout.record.open, sources=lookout.sources
    )
    outcomes: Counter[PollOutcome] = Counter()
    changes = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("replaying", total=len(items))
        results = replay(
            replaying,
            items,
            lambda item: progress.update(task, advance=1, description=f"{item.observed_at:%d %b %Y}"),
        )
        for result in results:
            outcomes[result.outcome] += 1
            changes += len(result.changes)
            if result.outcome in {PollOutcome.HELD, PollOutcome.FAILED}:
                progress.console.print(f"{result.source}: {result.outcome}. {result.message}", highlight=False)
    recorded = sum(outcomes.values())
    say(
        f"{len(items)} workbooks, {recorded} recorded now, {len(items) - recorded} before; {changes} changes, "
        f"{outcomes[PollOutcome.HELD]} held, {outcomes[PollOutcome.FAILED]} failed."
    )

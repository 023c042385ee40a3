"""Judges the reading of releases against the labels: `python -m tests.domain.press.accuracy [--write]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.deeds import actions_in, support_types_in
from domain.figures import figures_in
from domain.relevance import is_noise, judge
from tests.domain.press.labelled_releases import RELEASES, Claim, Labelled

PAGE = Path(__file__).resolve().parents[3] / "docs" / "accuracy.md"
BEGIN, END = "<!-- releases: begin -->", "<!-- releases: end -->"


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of what is there: *quiet* is what is neither, where such a thing can be counted."""

    found: int = 0
    missed: int = 0
    false: int = 0
    quiet: int = 0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


Measure = Callable[[Iterable[Labelled]], Score]


def figures_of(release: Labelled) -> frozenset[Claim]:
    return frozenset((figure.value, figure.counted, figure.state) for figure in figures_in(release.text))


def is_found(release: Labelled) -> bool:
    return judge(release.title, release.lead).is_relevant and not is_noise(release.title)


def relevance(releases: Iterable[Labelled]) -> Score:
    pairs = [(release.relevant, is_found(release)) for release in releases]
    return Score(
        found=pairs.count((True, True)),
        missed=pairs.count((True, False)),
        false=pairs.count((False, True)),
        quiet=pairs.count((False, False)),
    )


def actions(releases: Iterable[Labelled]) -> Score:
    return _of_sets((release.actions, actions_in(release.text)) for release in releases)


def support_types(releases: Iterable[Labelled]) -> Score:
    return _of_sets((release.support_types, support_types_in(release.text)) for release in releases)


def figures(releases: Iterable[Labelled]) -> Score:
    return _of_sets((release.figures, figures_of(release)) for release in releases)


def _of_sets(pairs: Iterable[tuple[Collection[object], Collection[object]]]) -> Score:
    both = [(set(there), set(found)) for there, found in pairs]
    return Score(
        found=sum(len(there & found) for there, found in both),
        missed=sum(len(there - found) for there, found in both),
        false=sum(len(found - there) for there, found in both),
    )


def errors(releases: Iterable[Labelled]) -> Iterator[str]:
    """Name each thing that is wrong, with the words that it went wrong on."""
    for release in releases:
        wrong = []
        if is_found(release) != release.relevant:
            wrong.append("missed" if release.relevant else "false")
            wrong.append("; ".join(judge(release.title, release.lead).reasons) or "no reason")
        wrong += _differences("action", release.actions, actions_in(release.text))
        wrong += _differences("support type", release.support_types, support_types_in(release.text))
        wrong += _differences("figure", release.figures, figures_of(release))
        if wrong:
            yield f"{release.title} | {release.lead}: {' · '.join(wrong)}"


def _differences(what: str, there: Collection[object], found: Collection[object]) -> list[str]:
    return [f"{what} missed: {_worded(item)}" for item in sorted(set(there) - set(found), key=str)] + [
        f"{what} false: {_worded(item)}" for item in sorted(set(found) - set(there), key=str)
    ]


def _worded(item: object) -> str:
    return " ".join(map(str, item)) if isinstance(item, tuple) else str(item)


def splits() -> tuple[tuple[str, list[Labelled]], ...]:
    """Return the two halves: what the rules were written with, and what was written after they stood still."""
    return (
        ("written with the rules", [release for release in RELEASES if not release.holdout]),
        ("held out", [release for release in RELEASES if release.holdout]),
    )


def table() -> str:
    """Return the block that docs/accuracy.md holds."""
    lines = [
        "| releases | about it: found | missed | not about it: left alone | false | precision | recall |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, releases in splits():
        score = relevance(releases)
        lines.append(
            f"| {name} ({len(releases)}) | {score.found} | {score.missed} | {score.quiet} | {score.false} | {score.precision:.3f} | {score.recall:.3f} |"
        )
    lines += ["", "| read out of them | found | missed | false | precision | recall |", "|---|---|---|---|---|---|"]
    for what, measure in (("actions", actions), ("support types", support_types), ("figures", figures)):
        for name, releases in splits():
            score = measure(releases)
            lines.append(
                f"| {what}, {name} | {score.found} | {score.missed} | {score.false} | {score.precision:.3f} | {score.recall:.3f} |"
            )
    return "\n".join(lines)


def written(page: str) -> str:
    """Return *page* with the table between its markers made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> None:
    """Print the table and each error; write the table into the page where asked to."""
    print(table())
    for name, releases in splits():
        print(f"\n{name}:")
        for error in errors(releases):
            print(f"- {error}")
    if "--write" in sys.argv[1:]:
        PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

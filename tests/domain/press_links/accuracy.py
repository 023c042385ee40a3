"""How well agencies are found in running text: `python -m tests.domain.press_links.accuracy`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.releases import AgencyMention
from domain.vocabulary import STATE_CODES
from tests.domain.press_links.labelled import FIRST_SIGHT, HOLDOUT, TRAIN, Labelled
from tests.domain.press_links.record import directory

KINDS = ("sheriff", "police", "constable")


class Score(NamedTuple):
    """What was found, rightly or not, and what was missed; *errors* has a line for each of the last two."""

    texts: int
    right: int
    false: int
    missed: int
    errors: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def label(mention: AgencyMention) -> str:
    """Return a mention as the labels write it."""
    code = STATE_CODES[mention.state]
    kind = next((kind for kind in KINDS if kind in mention.agency.casefold()), "")
    if mention.county and not mention.agreement_ids:
        return f"{code}: ({mention.county}) {kind}"
    listed = mention.agreement_ids and len(mention.agreement_ids) == 1
    return f"{code}: {mention.agency}" if listed else f"{code}: ({mention.agency})"


def score(cases: Iterable[Labelled]) -> Score:
    """Return how the labels and the findings agree."""
    texts = right = false = missed = 0
    errors: list[str] = []
    for case in cases:
        texts += 1
        found = {label(mention) for mention in directory().mentions(case.text, home_state=case.home or None)}
        expected = set(case.agencies)
        right += len(found & expected)
        false += len(found - expected)
        missed += len(expected - found)
        errors += [f"false: {each}  <- {case.text}" for each in sorted(found - expected)]
        errors += [f"missed: {each}  <- {case.text}" for each in sorted(expected - found)]
    return Score(texts, right, false, missed, tuple(errors))


def block() -> str:
    """Return the table for docs/accuracy.md."""
    lines = [
        "| agencies named in releases | texts | named | found | false | precision | recall |",
        "|---|---|---|---|---|---|---|",
    ]
    for number, first in enumerate(FIRST_SIGHT, start=1):
        seen = Score(first.texts, first.right, first.false, first.named - first.right, ())
        lines.append(_row(f"at first sight, round {number}", seen))
    lines.append(_row("rounds 1 to 3 and the sentences the rules were written with, now", score(TRAIN)))
    lines.append(_row("round 4, now", score(HOLDOUT)))
    return "\n".join(lines)


def _row(name: str, s: Score) -> str:
    named = s.right + s.missed
    return f"| {name} | {s.texts} | {named} | {s.right} | {s.false} | {s.precision:.3f} | {s.recall:.3f} |"


def main() -> None:
    print(block())
    for cases in (TRAIN, HOLDOUT):
        for error in score(cases).errors:
            print(error)


if __name__ == "__main__":
    main()

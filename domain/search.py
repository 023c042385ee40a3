"""Finding things by words that may be misspelt, unfinished or in another order: in memory, over a few thousand things."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from domain.text import comparable

_Found = TypeVar("_Found")
MOST_WORDS = 8
"""Words of a query that are looked for; more narrow nothing down."""
_LIKE = 0.74
"""How like a longer word must be to count as a slip of it: one letter in four, two in eight."""
_SHORTEST_SLIP = 4
"""In a shorter word every slip makes another word."""
_BEGUN, _SLIPPED = 0.85, 0.7
"""What a word counts that is only begun, or that is spelt differently; 1 counts as printed."""
_SHARE = 0.5
"""Of a query's weight this much must be found where nothing has all of it."""
_SHORTEST_BEGUN = 2
_WHOLE_NAME = 1.5
"""How much more it counts where every word of the name is in the query too: "Polk" before "Polk City"."""


@dataclass(frozen=True, slots=True)
class Hit(Generic[_Found]):
    """One thing that was found; *score* is 1 where every word of the query stands in it as asked for."""

    found: _Found
    score: float


class WordIndex(Generic[_Found]):
    """Things by the words of their names. Built once, then only read: safe to use from several threads."""

    def __init__(self, things: Iterable[tuple[_Found, Sequence[str]]]) -> None:
        """Take *things*, each with every text that it may be found by."""
        self._things: list[_Found] = []
        self._names: list[list[frozenset[str]]] = []
        places: dict[str, set[int]] = defaultdict(set)
        for place, (thing, texts) in enumerate(things):
            self._things.append(thing)
            self._names.append([frozenset(words_of(text)) for text in texts])
            for words in self._names[place]:
                for word in words:
                    places[word].add(place)
        self._places: Mapping[str, set[int]] = dict(places)
        self._vocabulary = sorted(places)

    def search(self, query: str, *, most: int) -> list[Hit[_Found]]:
        """Return the things that fit *query* best, the best first; of equal ones the earlier first.

        All words must be found; where nothing has all, those that have most of the query's weight. A rare word weighs
        more than one that stands in half of the names.
        """
        asked = list(dict.fromkeys(words_of(query)))[:MOST_WORDS]
        if not asked or not self._things:
            return []
        scores: dict[int, float] = defaultdict(float)
        found: Counter[int] = Counter()
        total = 0.0
        for word in asked:
            near = self._near(word)
            weight = self._weight(near)
            total += weight
            best: dict[int, float] = {}
            for other, likeness in near.items():
                for place in self._places[other]:
                    best[place] = max(best.get(place, 0.0), likeness)
            for place, likeness in best.items():
                scores[place] += weight * likeness
                found[place] += 1
        whole = {place for place, count in found.items() if count == len(asked)}
        kept = whole or {place for place, score in scores.items() if score >= total * _SHARE}
        ranked = sorted(kept, key=lambda place: (-scores[place] * self._closeness(place, asked), place))
        return [Hit(self._things[place], round(scores[place] / total, 3)) for place in ranked[:most]]

    def _near(self, word: str) -> dict[str, float]:
        """Return the known words that *word* may stand for, each with how much it counts."""
        near = {word: 1.0} if word in self._places else {}
        if len(word) >= _SHORTEST_BEGUN:
            near |= {w: _BEGUN for w in self._vocabulary if w.startswith(word) and w != word}
        if word not in self._places and len(word) >= _SHORTEST_SLIP and not word.isdigit():
            likes = process.extract(
                word,
                self._vocabulary,
                scorer=DamerauLevenshtein.normalized_similarity,
                processor=None,
                score_cutoff=_LIKE,
                limit=None,
            )
            near = {w: _SLIPPED * likeness for w, likeness, _ in likes} | near
        return near

    def _weight(self, near: Mapping[str, float]) -> float:
        holding = len(set().union(*(self._places[word] for word in near))) if near else 1
        return math.log(1 + len(self._things) / holding)

    def _closeness(self, place: int, asked: Sequence[str]) -> float:
        """Return more where a name has nothing beside the query's words."""
        shares = [len(words.intersection(asked)) / len(words) for words in self._names[place] if words]
        return 1 + (_WHOLE_NAME - 1) * max(shares, default=0.0)


def words_of(text: str) -> list[str]:
    """Return the words of *text* as they are compared."""
    return comparable(text).split()

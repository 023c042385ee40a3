"""The best overall pairing is truly the best, and the same however it is asked."""

from __future__ import annotations

from itertools import permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assignment import best_assignment

PLACES = st.tuples(st.integers(0, 4), st.integers(0, 4))
FITS = st.dictionaries(PLACES, st.sampled_from([0.125, 0.25, 0.5, 0.625, 0.75, 1.0, 10.0]), max_size=14)
Fits = dict[tuple[int, int], float]


def greatest_sum(fits: Fits) -> float:
    """Try every pairing."""
    rights: list[int | None] = [*range(5), *[None] * 5]
    return max(
        sum(fits.get((left, right), 0.0) for left, right in enumerate(order) if right is not None)
        for order in set(permutations(rights, 5))
    )


def reached(fits: Fits, chosen: dict[int, int]) -> float:
    return sum(fits[pair] for pair in chosen.items())


@given(FITS)
@settings(derandomize=True, max_examples=40, deadline=None)
def test_no_other_pairing_has_a_greater_sum(fits: Fits) -> None:
    assert reached(fits, best_assignment(fits)) == greatest_sum(fits)


@given(FITS)
@settings(derandomize=True, max_examples=200)
def test_nobody_is_paired_twice_or_with_whom_they_do_not_fit(fits: Fits) -> None:
    chosen = best_assignment(fits)

    assert set(chosen.items()) <= set(fits)
    assert len(set(chosen.values())) == len(chosen)


@given(FITS, st.randoms(use_true_random=False))
@settings(derandomize=True, max_examples=200)
def test_the_answer_does_not_depend_on_the_order_of_the_question(fits: Fits, random: Random) -> None:
    shuffled = list(fits.items())
    random.shuffle(shuffled)

    assert best_assignment(dict(shuffled)) == best_assignment(fits)


def test_two_good_pairs_win_over_one_perfect_one() -> None:
    assert best_assignment({(0, 0): 1.0, (0, 1): 0.9, (1, 0): 0.9}) == {0: 1, 1: 0}


def test_one_perfect_pair_wins_over_two_poor_ones() -> None:
    assert best_assignment({(0, 0): 1.0, (0, 1): 0.4, (1, 0): 0.4}) == {0: 0}


def test_equal_fits_go_to_the_lower_numbers() -> None:
    assert best_assignment({(4, 7): 0.5, (4, 9): 0.5}) == {4: 7}
    assert best_assignment({(4, 7): 0.5, (5, 7): 0.5}) == {4: 7}


def test_where_nobody_fits_nobody_is_paired() -> None:
    assert best_assignment({}) == {}

"""One receiving server that hangs leaves room for every other."""

from __future__ import annotations

from domain.routes import LANES, LANES_OF_ONE, LANES_OF_SUSPECTS, full_routes


def test_a_receiver_takes_so_many_messages_at_once_and_no_more() -> None:
    assert full_routes({"mail": LANES_OF_ONE - 1}, ()) == set()
    assert full_routes({"mail": LANES_OF_ONE, "slack": 1}, ()) == {"mail"}


def test_a_receiver_that_did_not_answer_is_tried_with_one_message() -> None:
    assert full_routes({}, {"dead"}) == set()
    assert full_routes({"dead": 1}, {"dead"}) == {"dead"}


def test_receivers_that_do_not_answer_leave_most_lanes_to_the_others() -> None:
    dead = {f"dead {number}" for number in range(20)}
    under_way = dict.fromkeys(sorted(dead)[:LANES_OF_SUSPECTS], 1)
    assert full_routes(under_way, dead) == dead
    assert LANES_OF_SUSPECTS < LANES


def test_a_receiver_that_answers_is_not_held_up_by_those_that_do_not() -> None:
    assert "alive" not in full_routes({"dead": 3, "alive": 2}, {"dead"})

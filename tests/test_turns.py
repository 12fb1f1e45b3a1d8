"""Turns: one thread after the other, and nobody held up for long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest

from moodrec.turns import Turns

SECONDS = 20.0
"""A wait that only a fault makes as long."""


@contextmanager
def meanwhile(work: Callable[[], None]) -> Iterator[threading.Thread]:
    """Runs `work` in another thread, which has ended afterwards."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(SECONDS)
        assert not thread.is_alive()


def wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not there():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_no_two_threads_compute_at_once() -> None:
    turns, inside, most = Turns(longest=SECONDS), [], []

    def work() -> None:
        for _ in range(20):
            with turns.taken():
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0005)
                inside.pop()

    with meanwhile(work), meanwhile(work), meanwhile(work):
        work()
    assert len(most) == 80
    assert set(most) == {1}


def test_who_comes_first_is_served_first_also_before_who_comes_again() -> None:
    turns, served = Turns(longest=SECONDS), list[str]()

    def work(name: str) -> None:
        with turns.taken():
            served.append(name)

    def line_has(waiting: int) -> bool:
        return len(turns._line) == waiting

    with ExitStack() as stack:
        with turns.taken():
            for waiting, name in enumerate("abc", start=1):
                stack.enter_context(meanwhile(partial(work, name)))
                wait_until(partial(line_has, waiting))
        work("again")  # at once, before any of the others has woken up
    assert served == [*"abc", "again"]


def test_a_turn_that_takes_too_long_holds_up_nobody() -> None:
    turns, done = Turns(longest=0.01), threading.Event()

    def work() -> None:
        with turns.taken():
            done.set()

    with turns.taken(), meanwhile(work):
        assert done.wait(SECONDS)
    with turns.taken():  # and the end of the long one took no turn from anybody
        pass


def test_the_end_of_a_turn_that_took_too_long_ends_no_other() -> None:
    turns, begun, ended, go = (Turns(longest=0.01), *(threading.Event() for _ in range(3)))
    third = threading.Event()

    def late() -> None:
        with turns.taken():
            turns._end = time.monotonic() + SECONDS  # this one may take its time
            begun.set()
            assert go.wait(SECONDS)
            ended.set()

    def last() -> None:
        with turns.taken():
            assert ended.is_set()
            third.set()

    with turns.taken(), meanwhile(late):
        assert begun.wait(SECONDS)
        turns._give_back()
        with meanwhile(last):
            assert not third.wait(0.05)
            go.set()
            assert third.wait(SECONDS)


def test_others_go_first_while_a_thread_waits_for_the_network() -> None:
    turns, done = Turns(longest=SECONDS), threading.Event()

    def work() -> None:
        with turns.taken():
            done.set()

    with turns.taken():
        with turns.aside(), meanwhile(work):
            assert done.wait(SECONDS)
        assert turns._mine()


def test_a_turn_is_wanted_while_somebody_waits() -> None:
    turns, waiting = Turns(longest=SECONDS), threading.Event()

    def work() -> None:
        waiting.set()
        with turns.taken():
            assert not turns.wanted

    assert not turns.wanted
    with ExitStack() as stack, turns.taken():
        assert not turns.wanted
        stack.enter_context(meanwhile(work))
        assert waiting.wait(SECONDS)
        wait_until(lambda: turns.wanted)
    assert not turns.wanted


def test_a_turn_within_a_turn_is_the_same_one() -> None:
    turns = Turns(longest=SECONDS)
    with turns.taken():
        with turns.taken():
            assert turns._mine()
        assert turns._mine()
    assert not turns._mine()


@pytest.mark.parametrize("way", ["taken", "aside"])
def test_a_turn_ends_with_an_error(way: str) -> None:
    turns = Turns(longest=SECONDS)
    with pytest.raises(ZeroDivisionError), turns.taken(), getattr(turns, way)():
        raise ZeroDivisionError
    assert not turns._mine()
    with turns.aside():  # nobody's turn: nothing to let others have
        assert not turns._mine()

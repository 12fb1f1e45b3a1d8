"""What listening data counts in an answer: songs of the set alone, and only who spoke."""

from dataclasses import replace

import pytest

from moodrec import reasons, settings
from moodrec.ears import Ear
from moodrec.model import Heard, Query, Seed
from moodrec.opening import open_service
from moodrec.service import Service
from moodrec.wishes import PRESETS, Wishes
from tests.conftest import KNOWN, OTHER

OTHERS = PRESETS["What others play next"].wishes


class Told:
    """An ear that says the same of every seed."""

    def __init__(self, name: str, *scores: tuple[str, float]) -> None:
        self.name = name
        self._scores = scores

    def hear(self, seeds: object, patience: float) -> Heard:
        return Heard(self.name, self._scores)


def service(*ears: Ear) -> Service:
    return replace(open_service(settings.load(offline=True)), ears=ears)


@pytest.fixture(scope="module")
def near() -> str:
    """A song a step away that no list has by itself."""
    found = open_service(settings.load(offline=True))
    known = found.reference.find(KNOWN)
    assert known is not None
    wide = Query(KNOWN, n=50, wishes=Wishes("same mood", radius=0.12))
    return found.recommend(wide).neighbours[-1].track.id


def test_what_is_not_in_the_set_does_not_count_and_the_best_that_is_counts_fully(near: str) -> None:
    told = Told("ListenBrainz", (OTHER, 1.0), (near, 0.01))
    answer = service(told).recommend(Query(KNOWN, n=5, wishes=OTHERS))
    assert answer.heard[0].scores == ((near, 1.0),)
    assert answer.neighbours[0].track.id == near
    assert answer.neighbours[0].why.heard == ("ListenBrainz",)


def test_a_source_that_names_only_songs_from_elsewhere_says_so_and_has_no_part() -> None:
    found = service(Told("ListenBrainz", (OTHER, 1.0)))
    answer = found.recommend(Query(KNOWN, wishes=OTHERS))
    plain = service().recommend(Query(KNOWN, wishes=OTHERS))
    assert "is in this reference set" in reasons.heard(answer)
    assert [n.track.id for n in answer.neighbours] == [n.track.id for n in plain.neighbours]


def test_the_part_of_a_source_is_that_among_those_who_spoke(near: str) -> None:
    ears = Told("playlists", (near, 1.0)), Told("ListenBrainz")
    answer = service(*ears).recommend(Query(KNOWN, wishes=OTHERS))
    assert "1 song on the same playlists, which counts for 80 % of the order" in reasons.heard(
        answer
    )


def test_a_source_without_a_share_is_not_asked() -> None:
    class Never:
        name = "ListenBrainz"

        def hear(self, seeds: object, patience: float) -> Heard:
            raise AssertionError

    seed = Seed(open_service(settings.load(offline=True)).overview.median)
    assert service(Never()).hear([seed], Wishes()) == ()

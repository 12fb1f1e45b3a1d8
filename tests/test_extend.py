"""Songs for a list: those that fit, spread over its moods, and those that it lacks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec.errors import QueryError
from moodrec.filters import Filters
from moodrec.model import PlacedTrack
from moodrec.playlist.extend import MOST, extend, fitting, shared_out
from moodrec.playlist.fill import fill
from moodrec.playlist.songs import points
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from tests.lists_of_songs import song, songs_at
from tests.small import a_set


@pytest.fixture(scope="module")
def index(packaged: ReferenceSet) -> Index:
    return Index(packaged)


@pytest.fixture(scope="module")
def calm(index: Index) -> list[PlacedTrack]:
    """Sixty songs of the packaged set that are calm."""
    reference = index.reference
    rows = np.flatnonzero(reference.energy < 400_000)[:60].tolist()
    return list(map(reference.placed, rows))


def test_all_that_fit_are_as_near_as_asked_and_counted(
    index: Index, calm: list[PlacedTrack]
) -> None:
    found = fitting(index, calm, 0.01, one_per_artist=False)
    reference = index.reference
    places = np.stack([reference.valence, reference.energy], axis=1) / 1e6
    apart = np.hypot(*(places[:, None] - points(calm)[None]).transpose(2, 0, 1)).min(axis=1)
    listed = reference.songs({one.track.id for one in calm})
    near = {
        reference.placed(row).track.id for row in np.flatnonzero((apart <= 0.01) & ~listed).tolist()
    }
    assert found.fitting == len(near)
    assert {pick.song.track.id for pick in found.picks} <= near
    assert len(found.picks) > 0.9 * len(near)
    assert all(pick.distance <= 0.01 and "same mood as" in pick.why for pick in found.picks)
    assert found.about.startswith(f"{len(near)} songs fit; {len(found.picks)} of them")


def test_a_wider_reach_fits_more_and_nothing_of_the_list_itself(
    index: Index, calm: list[PlacedTrack]
) -> None:
    own = {one.track.id for one in calm}
    counts = []
    for within in (0.0, 0.02, 0.1):
        found = fitting(index, calm, within)
        counts.append(found.fitting)
        assert own.isdisjoint(pick.song.track.id for pick in found.picks)
        assert len(found.picks) <= MOST
    assert counts == sorted(counts)


def test_a_number_is_spread_over_the_moods_of_the_list(index: Index) -> None:
    reference = index.reference
    lively = reference.energy >= 800_000
    tense = np.flatnonzero(lively & (reference.valence < 200_000)).tolist()
    sunny = np.flatnonzero(lively & (reference.valence > 800_000)).tolist()
    songs = [reference.placed(row) for row in (*tense[:20], *sunny[:40])]
    found = extend(index, songs, 30)
    assert len(found.picks) == 30
    bright = sum(pick.song.point.valence > 0.5 for pick in found.picks)
    assert 17 <= bright <= 23
    middle = [pick for pick in found.picks if 0.35 < pick.song.point.valence < 0.65]
    assert not middle


def test_one_song_an_artist_and_no_second_release(index: Index, calm: list[PlacedTrack]) -> None:
    found = extend(index, calm, 50)
    artists = [name.casefold() for pick in found.picks for name in pick.song.track.artists]
    assert len(artists) == len(set(artists))
    many = extend(index, calm, 200, one_per_artist=False)
    assert len({pick.song.track.id for pick in many.picks}) == len(many.picks) == 200


def test_filters_are_kept(index: Index, calm: list[PlacedTrack]) -> None:
    genre = index.reference.genres[0]
    found = extend(index, calm, 20, Filters(genres=(genre,)))
    assert {pick.song.track.genre for pick in found.picks} == {genre}


def test_a_second_release_of_a_song_of_the_list_never_comes() -> None:
    tracks = Index(
        a_set(
            [
                {"valence": 0.5, "energy": 0.5, "name": "One - Live", "artists": ("A",)},
                {"valence": 0.5, "energy": 0.5, "name": "Two", "artists": ("B",)},
            ]
        )
    )
    own = [song(900, 0.5, 0.5, name="One", artists=("A",))]
    assert [pick.song.track.name for pick in extend(tracks, own, 5).picks] == ["Two"]


def test_the_sound_decides_inside_the_ring_and_ties_go_to_the_lower_id() -> None:
    tracks = Index(
        a_set(
            {
                "valence": 0.5,
                "energy": 0.5,
                "tempo": tempo,
                "name": f"n{tempo}",
                "artists": (f"{n}",),
            }
            for n, tempo in enumerate([100.0, 180.0, 120.0, 120.0])
        )
    )
    own = [song(900, 0.51, 0.5, tempo=120.0)]
    names = [pick.song.track.id[-1] for pick in extend(tracks, own, 4).picks]
    assert names == ["2", "3", "0", "1"]


def test_asking_for_more_than_there_are_gives_what_there_is() -> None:
    tracks = Index(
        a_set(
            {"valence": 0.1, "energy": n / 10, "name": f"{n}", "artists": (f"{n}",)}
            for n in range(5)
        )
    )
    found = extend(tracks, songs_at([(0.9, 0.9)], first=90), 20)
    assert len(found.picks) == 5
    assert "No more than 5 are left" in found.about
    assert "farther away, nearest to Song 90" in found.picks[0].why


@pytest.mark.parametrize("n", [0, MOST + 1])
def test_a_number_out_of_range_is_refused(index: Index, calm: list[PlacedTrack], n: int) -> None:
    with pytest.raises(QueryError):
        extend(index, calm, n)
    with pytest.raises(QueryError):
        fill(index, calm, n)


def test_an_empty_list_and_a_strange_reach_are_refused(
    index: Index, calm: list[PlacedTrack]
) -> None:
    with pytest.raises(QueryError):
        extend(index, [], 5)
    with pytest.raises(QueryError):
        fitting(index, calm, 0.7)


def test_what_a_calm_list_lacks_is_livelier(index: Index, calm: list[PlacedTrack]) -> None:
    found = fill(index, calm, 20)
    assert len(found.picks) == 20
    assert all(pick.song.point.energy >= 0.5 for pick in found.picks)
    assert "% of your list, " in found.picks[0].why
    assert "cheerful" in found.about


def test_a_list_like_the_set_lacks_nothing(index: Index) -> None:
    rows = np.random.default_rng(3).permutation(len(index.reference))[:200].tolist()
    found = fill(index, list(map(index.reference.placed, rows)), 10)
    assert found.picks == ()
    assert found.about == "Nothing is clearly missing against the set."


def test_an_even_spread_fills_the_gaps_in_its_own_range(index: Index) -> None:
    corners = [(0.3, 0.5), (0.3, 0.9), (0.7, 0.5), (0.7, 0.9)]
    found = fill(index, songs_at(corners * 10, first=7000), 12, "an even spread")
    assert len(found.picks) == 12
    for pick in found.picks:
        assert 0.2 <= pick.song.point.valence < 0.8
        assert pick.song.point.energy >= 0.4


@given(st.integers(1, 60), st.lists(st.integers(0, 50), min_size=1, max_size=25).filter(any))
@settings(deadline=None)
def test_places_are_shared_out_in_proportion(n: int, parts: list[int]) -> None:
    found = shared_out(n, np.array(parts))
    due = n * np.array(parts) / sum(parts)
    assert found.sum() == n
    assert (np.abs(found - due) < 1).all()

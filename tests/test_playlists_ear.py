"""The ear for playlists: what is on the same ones, by a formula that is done by hand here."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from moodrec import reasons, reference, settings
from moodrec.ears import ears, playlists
from moodrec.ears.playlists import PlaylistsEar
from moodrec.model import Heard, MoodPoint, Query, Ring, Seed, Track
from moodrec.opening import open_service
from moodrec.reference import ReferenceSet
from moodrec.wishes import PRESETS
from tests.conftest import OTHER, an_id, real_table, table_of

HEADER = "id,genre,name,artists,valence,energy,isrc,playlists"
POINT = MoodPoint(0.5, 0.5)


def a_set(folder: Path, held: Sequence[Iterable[str]], **columns: Sequence[str]) -> ReferenceSet:
    """One song a row, on the playlists named; the columns "name", "artists" and "isrc" if given."""
    lines = []
    for number, names in enumerate(held):
        name, artists, isrc = (
            columns[column][number] if column in columns else usual
            for column, usual in (("name", f"Song {number}"), ("artists", "Band"), ("isrc", ""))
        )
        listed = ";".join(names)
        lines.append(f'{an_id(number)},pop,{name},"{artists}",0.5,0.5,{isrc},"{listed}"')
    return reference.load(table_of(folder / "t.csv", lines, HEADER))


def seed(number: int | str, **known: Any) -> Seed:
    track_id = number if isinstance(number, str) else an_id(number)
    return Seed(POINT, Track(track_id, known.pop("name", None), "test", **known))


def hear(tracks: ReferenceSet, *seeds: Seed) -> Heard:
    return PlaylistsEar(tracks).hear(seeds, 0)


def scores(tracks: ReferenceSet, *seeds: Seed) -> dict[str, float]:
    return dict(hear(tracks, *seeds).scores)


def test_songs_on_the_same_playlists_are_named_the_best_first(tmp_path: Path) -> None:
    tracks = a_set(tmp_path, ["ab", "ab", "a", "bc", "c"])  # sizes 3, 3, 2
    a = b = 1 / log(4)
    told = {1: (a + b) / 2**0.25, 2: a / 1, 3: b / 2**0.25}
    heard = hear(tracks, seed(0))
    assert (heard.source, heard.missing, heard.waiting) == ("playlists", "", False)
    assert [track_id for track_id, _ in heard.scores] == [an_id(1), an_id(2), an_id(3)]
    best = told[1]
    assert scores(tracks, seed(0)) == pytest.approx({an_id(n): s / best for n, s in told.items()})


HOLDS = st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=4), min_size=1, max_size=12)


@checked(max_examples=60, deadline=None)
@given(held=HOLDS)
def test_the_scores_are_the_formula_counted_pair_by_pair(
    held: list[frozenset[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tracks = a_set(tmp_path_factory.mktemp("set"), list(map(sorted, held)))
    sizes = {name: sum(name in own for own in held) for name in "abcdef"}
    for number, own in enumerate(held):
        raw = {
            an_id(other): sum(1 / log(1 + sizes[name]) for name in own & theirs)
            / len(theirs) ** 0.25
            for other, theirs in enumerate(held)
            if other != number and own & theirs
        }
        best = max(raw.values(), default=1)
        heard = hear(tracks, seed(number))
        assert dict(heard.scores) == pytest.approx({one: s / best for one, s in raw.items()})
        assert list(heard.scores) == sorted(heard.scores, key=lambda one: (-one[1], one[0]))
        assert bool(heard.missing) == (not raw)


def test_several_seeds_are_averaged_over_those_that_are_known_and_never_named(
    tmp_path: Path,
) -> None:
    tracks = a_set(tmp_path, ["a", "b", "ab", "b", "c"])
    one, other = scores(tracks, seed(0)), scores(tracks, seed(1))
    both = scores(tracks, seed(0), seed(1), seed(OTHER), Seed(POINT), seed(0))
    mean = {n: (one.get(an_id(n), 0) + other.get(an_id(n), 0)) / 2 for n in (2, 3)}
    assert both == pytest.approx({an_id(n): s / max(mean.values()) for n, s in mean.items()})


def test_no_more_than_the_best_thousand_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playlists, "MOST_TRACKS", 2)
    tracks = a_set(tmp_path, ["ab", "ab", "a", "b", "a"])
    assert list(scores(tracks, seed(0))) == [an_id(1), an_id(3)]
    assert list(scores(tracks, seed(2), seed(3))) == [an_id(0), an_id(1)]


# --- Other releases ---------------------------------------------------------------------


def test_a_song_on_no_playlist_is_heard_by_its_other_releases(tmp_path: Path) -> None:
    names = ["Song", "Song - Remastered 2011", "Song - Radio Edit", "Song - Live", "Other"]
    tracks = a_set(tmp_path, ["", "a", "b", "c", "ab"], name=names, artists=["A;B"] * 5)
    known = seed(0, name="Song", artists=("A", "B"))
    assert scores(tracks, known) == {an_id(4): 1.0}
    foreign = seed(OTHER, name="Song [Mono]", artists=("A", "B"))
    assert scores(tracks, foreign) == {an_id(4): 1.0}
    assert not scores(tracks, seed(OTHER, name="Song", artists=("A",)))
    assert not scores(tracks, seed(OTHER, name="Another", artists=("A", "B")))


def test_a_song_of_no_title_is_heard_by_its_isrc(tmp_path: Path) -> None:
    tracks = a_set(tmp_path, ["a", "a", "b"], isrc=["USRC12345678", "", "USRC12345679"])
    assert scores(tracks, seed(OTHER, isrc="USRC12345678")) == {an_id(1): 1.0}
    assert not scores(tracks, seed(OTHER, isrc="USRC12345677"))


def test_a_song_on_playlists_is_not_mixed_with_its_other_releases(tmp_path: Path) -> None:
    tracks = a_set(tmp_path, ["a", "b", "a", "b"], name=["Song", "Song", "Third", "Fourth"])
    assert scores(tracks, seed(0, name="Song", artists=("Band",))) == {an_id(2): 1.0}


# --- What is missing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "seeds", "words"),
    [
        (["", ""], [seed(0)], "Bring tables with playlists"),
        (["", ""], [Seed(POINT)], "Bring tables with playlists"),
        (["a", "a"], [Seed(POINT)], "Playlists hold songs, not moods."),
        (["a", "a"], [seed(OTHER)], "No playlist of this reference set holds this song"),
        (["a", "b"], [seed(0)], "No playlist of this reference set holds this song"),
        (["a", "a"], [seed(0), seed(1)], "No playlist of this reference set holds these songs"),
    ],
)
def test_what_cannot_be_told_is_a_sentence(
    held: list[str], seeds: list[Seed], words: str, tmp_path: Path
) -> None:
    heard = hear(a_set(tmp_path, held), *seeds)
    assert words in heard.missing
    assert (heard.scores, heard.waiting) == ((), False)


# --- In the app -------------------------------------------------------------------------


def test_the_playlists_are_asked_first_and_need_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks = a_set(tmp_path, ["a", "a", "b"], artists=["A", "B", "C"])
    assert [ear.name for ear in ears(settings.load(offline=True), tracks)] == [
        "playlists",
        "ListenBrainz",
    ]
    service = open_service(settings.load(offline=True, reference=tmp_path / "t.csv"))
    query = Query(an_id(0), wishes=PRESETS["What others play next"].wishes)
    answer = service.recommend(query)
    assert [one.source for one in answer.heard] == ["playlists", "ListenBrainz"]
    best = answer.neighbours[0]
    assert (best.track.id, best.why.heard) == (an_id(1), ("playlists",))
    assert "on the same playlists" in reasons.reason(best, Ring())


def test_a_set_without_playlists_never_loads_scipy() -> None:
    code = (
        "import sys; from moodrec import settings; from moodrec.model import Query\n"
        "from moodrec.opening import open_service; from moodrec.wishes import PRESETS\n"
        "service = open_service(settings.load(offline=True))\n"
        "song = service.reference.placed(0).track.id\n"
        "wishes = PRESETS['What others play next'].wishes\n"
        "print(service.recommend(Query(song, wishes=wishes)).heard[0].missing)\n"
        "print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    missing, loaded = done.stdout.splitlines()
    assert "tells of no playlists" in missing
    assert loaded == "False"


def test_what_is_heard_on_real_playlists_is_what_is_on_them() -> None:
    tracks = reference.load(real_table("spotify_songs_32833.parquet"))
    held = tracks.playlists
    row = int(held.rows[0])
    own = set(held.playlists[held.rows == row].tolist())
    beside = {int(r) for r, p in zip(held.rows, held.playlists, strict=True) if int(p) in own}
    song = tracks.placed(row)
    found = hear(tracks, Seed(song.point, song.track, song.features)).scores
    assert {tracks.row_of(track_id) for track_id, _ in found} == beside - {row}
    assert found[0][1] == 1.0

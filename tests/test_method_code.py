"""The code of each figure, run on an exported set, comes to moodrec's own numbers."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moodrec import recommend, reference
from moodrec.layouts import NEEDED, OPTIONAL
from moodrec.method.axes import Distribution, distribution
from moodrec.method.code import CODE, FILE, LOAD, of_track
from moodrec.method.regression import Regression, regression
from moodrec.method.spread import spread as releases_apart
from moodrec.model import AXES, FEATURE_NAMES, Neighbour, Query
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.ui import downloads
from moodrec.wishes import Wishes
from tests.conftest import KNOWN, an_id, real_table
from tests.small import a_set, seed_of
from tests.test_card import point, spread

Run = Callable[[ReferenceSet, str], dict[str, Any]]
ENDINGS = ["parquet", "csv"]


@pytest.fixture(params=ENDINGS)
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Exports a set as one of the two kinds of file and runs a piece of code beside it."""
    monkeypatch.chdir(tmp_path)
    file = FILE.replace("parquet", request.param)

    def on(tracks: ReferenceSet, code: str) -> dict[str, Any]:
        tracks.export(Path(file))
        names: dict[str, Any] = {}
        code = code.replace(FILE, file).replace("read_parquet", f"read_{request.param}")
        exec(code, names)  # noqa: S102  # the code is what is tested
        return names

    return on


def genres() -> ReferenceSet:
    """A set of three genres and of songs without one, with equal points."""
    made = spread(150, genre="pop") + spread(75, genre="rock") + spread(9, genre="ska")
    slanted = [song | {"energy": song["valence"], "genre": "dub"} for song in spread(40)]
    songs = [*made, *slanted, *spread(31), *[point(0.4, 0.7)] * 15]
    return a_set(song | {"id": f"a{an_id(number)[1:]}"} for number, song in enumerate(songs))


# --- The pieces themselves ------------------------------------------------------------------


@pytest.mark.parametrize("title", CODE)
def test_a_piece_has_at_most_ten_lines_and_does_not_know_moodrec(title: str) -> None:
    lines = CODE[title].splitlines()
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 100
    assert CODE[title].count(f'pd.read_parquet("{FILE}")') == 1
    imports = [line.split()[1] for line in lines if line.startswith(("import ", "from "))]
    assert {name.partition(".")[0] for name in imports} <= {"numpy", "pandas", "scipy"}
    assert "import moodrec" not in CODE[title]


def test_the_file_is_the_one_that_the_page_gives_away() -> None:
    assert f'"{FILE}"' in inspect.getsource(downloads)


def test_a_piece_about_a_song_can_ask_about_another() -> None:
    for title, code in CODE.items():
        asks = 'songs["id"].iloc[0]' in code
        assert (of_track(title, KNOWN) != code) == asks
        assert (f'track = "{KNOWN}"' in of_track(title, KNOWN)) == asks


# --- Their numbers --------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["packaged", "genres"])
def tracks(request: pytest.FixtureRequest, packaged: ReferenceSet) -> ReferenceSet:
    return packaged if request.param == "packaged" else genres()


@pytest.fixture(scope="module")
def shapes(tracks: ReferenceSet) -> list[Distribution]:
    return [distribution(tracks, axis) for axis in AXES]


@pytest.fixture(scope="module")
def line(tracks: ReferenceSet) -> Regression:
    return regression(tracks)


def test_the_distributions(run: Run, tracks: ReferenceSet, shapes: list[Distribution]) -> None:
    found = run(tracks, CODE["How valence and energy are distributed"])
    for own in shapes:
        assert tuple(found["counts"][own.axis]) == own.counts
        quantiles = found["quantiles"][own.axis]
        assert list(quantiles.items()) == [pytest.approx(pair) for pair in own.quantiles]
        assert tuple(found["shape"][own.axis]) == pytest.approx(
            (own.mean, own.deviation, own.skewness)
        )


def test_the_tests_of_normality(run: Run, tracks: ReferenceSet, shapes: list[Distribution]) -> None:
    found = run(tracks, CODE["Whether they are normal"])
    for own in shapes:
        assert own.normality is not None
        test = found["tests"][own.axis]
        assert test.statistic == pytest.approx(own.normality.statistic)
        assert test.pvalue == pytest.approx(own.normality.p)
        assert found["gaps"][own.axis] == pytest.approx(own.normality.gap)


def test_the_line_and_nearly_its_interval(run: Run, tracks: ReferenceSet, line: Regression) -> None:
    found = run(tracks, CODE["Energy on valence"])
    assert line.overall is not None
    own = line.overall.slope
    assert found["slope"] == pytest.approx(own.value)
    assert found["intercept"] == pytest.approx(line.overall.intercept.value)
    assert found["r"] == pytest.approx(line.overall.r.value)
    assert found["interval"] == pytest.approx((own.low, own.high), abs=0.1 * (own.high - own.low))


def test_the_slopes_of_genres_and_within(run: Run, tracks: ReferenceSet, line: Regression) -> None:
    found = run(tracks, CODE["Energy on valence within genres"])
    assert line.within is not None
    own = {one.name: one.slope.value for one in line.genres}
    assert dict(found["slopes"]) == pytest.approx(own)
    assert found["within"] == pytest.approx(line.within.value)


def released(songs: int = 60) -> ReferenceSet:
    """A set with one to three releases of each recording, some of them copies of another."""
    chance = np.random.default_rng(4)
    made = [
        point(*chance.random(2).round(3), name=f"Title {n % songs}", artists=(f"Artist {n % 5}",))
        for n in range(2 * songs)
    ]
    copies = [*made[:20], *spread(10), *spread(5, name="Nobody's")]
    rows = a_set(song | {"id": f"a{an_id(n)[1:]}"} for n, song in enumerate([*made, *copies]))
    frame = rows.every_release()[[*NEEDED, *OPTIONAL]]  # in the order of a table that was read
    return ReferenceSet(frame, name="released", version="1")


def test_the_releases_where_only_artists_and_title_tell_them(run: Run) -> None:
    tracks = released()
    found, own = run(tracks, CODE["How far releases lie apart"]), releases_apart(tracks)
    for name in ("valence", "energy", "distance"):
        interval = getattr(own, name)
        assert interval is not None
        assert found["medians"][name] == pytest.approx(interval.value)
    assert found["pairs"].index.nunique() == own.recordings


def test_the_releases_of_a_real_table_nearly(run: Run) -> None:
    tracks = reference.load(real_table("tracks_125_genres.csv"))
    found, own = run(tracks, CODE["How far releases lie apart"]), releases_apart(tracks)
    assert own.distance is not None
    assert found["medians"]["distance"] == pytest.approx(own.distance.value, rel=0.15)


def test_the_features_are_where_the_code_looks_for_them(run: Run, packaged: ReferenceSet) -> None:
    songs = run(packaged, LOAD)["songs"]
    assert tuple(songs.columns[4:13]) == FEATURE_NAMES


def nearest(tracks: ReferenceSet, track_id: str, metric: str = "euclidean") -> list[Neighbour]:
    song = tracks.find(track_id)
    assert song is not None
    query = Query(
        track_id, 10, one_per_artist=False, one_per_recording=False, wishes=Wishes(metric=metric)
    )
    return list(recommend.search(Index(tracks), [seed_of(song)], (), query, ()).neighbours)


def some_of(tracks: ReferenceSet) -> list[str]:
    """A few songs; the last of the made-up set lie on equal points, so ties decide."""
    rows = [*np.random.default_rng(2).choice(len(tracks), 3, replace=False), len(tracks) - 1]
    return [tracks.placed(int(row)).track.id for row in rows]


def test_the_ten_nearest_songs_of_some(run: Run, tracks: ReferenceSet) -> None:
    for track_id in some_of(tracks):
        found = run(tracks, of_track("The ten nearest songs", track_id))
        own = nearest(tracks, track_id)
        assert list(found["nearest"]["id"]) == [one.track.id for one in own]
        assert list(found["distances"]) == pytest.approx([one.distance for one in own])


def test_what_two_metrics_share_of_some(run: Run, tracks: ReferenceSet) -> None:
    for track_id in some_of(tracks):
        found = run(tracks, of_track("What two metrics share", track_id))
        own = [
            {one.track.id for one in nearest(tracks, track_id, metric)}
            for metric in ("euclidean", "z-scored")
        ]
        assert found["common"] == own[0] & own[1]


def test_the_first_song_is_asked_about_unless_another_is(run: Run, packaged: ReferenceSet) -> None:
    found = run(packaged, CODE["The ten nearest songs"])
    own = nearest(packaged, packaged.placed(0).track.id)
    assert list(found["nearest"]["id"]) == [one.track.id for one in own]

"""The code of each figure, run on an exported set, comes to moodrec's own numbers."""

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moodrec import recommend
from moodrec.method.axes import Distribution, distribution
from moodrec.method.code import CODE, FILE, of_track
from moodrec.method.regression import Regression, regression
from moodrec.model import AXES, Neighbour, Query
from moodrec.recommend import Index
from moodrec.reference import ReferenceSet
from moodrec.ui import downloads
from moodrec.wishes import Wishes
from tests.conftest import KNOWN, an_id
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
    assert "moodrec" not in CODE[title].replace(FILE, "")
    assert CODE[title].count(f'pd.read_parquet("{FILE}")') == 1
    modules = {
        alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(CODE[title]))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert modules <= {"numpy", "pandas"}


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

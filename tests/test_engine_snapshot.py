"""Snapshots: mapped when they are of the set, made anew when they are not, never believed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from moodrec import reference as references
from moodrec.engines import Question
from moodrec.engines.local import Local
from moodrec.engines.snapshot import Plane, beside, open_plane
from moodrec.engines.window import Window
from moodrec.filters import Filters
from moodrec.library import Library
from moodrec.metrics.measure import Measure
from moodrec.reference import ReferenceSet
from tests.conftest import an_id
from tests.small import a_set
from tests.test_engines import kept, sift

ROOT = Path(__file__).parents[1]
AT = Question(Measure(), (300_000, 300_000))


def songs(rows: int, seed: int = 1) -> ReferenceSet:
    draw = np.random.default_rng(seed)
    places = draw.integers(1001, size=(rows, 2)) / 1000
    return a_set(
        [
            {"id": an_id(9 * rows - number), "valence": across, "energy": up, "genre": "salsa"}
            for number, (across, up) in enumerate(places.tolist())
        ]
    )


@pytest.fixture(scope="module")
def reference() -> ReferenceSet:
    return songs(700)


@pytest.fixture
def path(reference: ReferenceSet, tmp_path: Path) -> Path:
    return kept(reference, tmp_path)


def refuse() -> Plane:
    pytest.fail("it was made again")


def is_of(plane: Plane, reference: ReferenceSet) -> None:
    found, wanted = (
        one.nearest(AT, 50)
        for one in (
            Local.beside(plane, lambda: reference),
            Local.over(reference, sift(reference)),
        )
    )
    assert found == wanted
    assert plane.ids.tolist() == reference.ids.tolist()


def test_a_snapshot_is_made_once_and_then_mapped(reference: ReferenceSet, path: Path) -> None:
    is_of(open_plane(path), reference)
    is_of(open_plane(path, make=refuse), reference)
    assert {one.name for one in path.parent.iterdir()} == {"000001.parquet", "000001.plane"}


def test_what_is_mapped_cannot_be_written(path: Path) -> None:
    window = open_plane(path).window
    for array in (window.along, window.beside, window.rows):
        assert not array.flags.owndata
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_snapshot_takes_few_bytes_a_row(path: Path) -> None:
    open_plane(path)
    fixed = 4096 + 129 * 129 * 8
    assert (beside(path).stat().st_size - fixed) / 700 <= 48


def test_the_version_is_that_of_the_set(path: Path) -> None:
    whole = references.load(path)
    open_plane(path)
    is_of(open_plane(path, whole.version, refuse), whole)
    with pytest.raises(pytest.fail.Exception):
        open_plane(path, "another", refuse)


def test_a_set_that_was_replaced_is_read_anew(path: Path) -> None:
    open_plane(path)
    other = songs(800, seed=2)
    kept(other, path.parent)
    is_of(open_plane(path), other)
    is_of(open_plane(path, make=refuse), other)


def test_a_set_that_was_only_touched_is_not(reference: ReferenceSet, path: Path) -> None:
    open_plane(path)
    os.utime(path, (1, 1))
    is_of(open_plane(path, make=refuse), reference)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut in the header": lambda whole: whole[:100],
    "cut short": lambda whole: whole[:-1],
    "too long": lambda whole: whole + b"x",
    "a flipped bit": lambda whole: whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
    "no JSON": lambda whole: whole.replace(b'{"version"', b'["version"', 1),
    "another layout": lambda whole: whole.replace(b"plane 1", b"plane 0", 1),
    "absurd rows": lambda whole: whole.replace(b'"rows": 700', b'"rows": -70', 1),
    "no rows": lambda whole: whole.replace(b'"rows": 700', b'"rows": [7]', 1),
    "a list": lambda whole: whole[:16] + b"[]" + b" " * 4078 + whole[4096:],
    "zeros": lambda whole: bytes(len(whole)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_is_made_anew(reference: ReferenceSet, path: Path, damage: str) -> None:
    open_plane(path)
    whole = beside(path).read_bytes()
    damaged = DAMAGES[damage](whole)
    assert damaged != whole
    beside(path).write_bytes(damaged)
    is_of(open_plane(path), reference)
    assert beside(path).read_bytes() == whole


def test_a_folder_that_cannot_be_written_leaves_it_in_memory(
    reference: ReferenceSet, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr("tempfile.mkstemp", full)
    is_of(open_plane(path), reference)
    assert not beside(path).exists()


def test_a_disk_that_fills_up_leaves_nothing_behind(
    reference: ReferenceSet, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    is_of(open_plane(path), reference)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_many_who_open_at_once_all_get_it(reference: ReferenceSet, path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for plane in pool.map(lambda _: open_plane(path), range(8)):
            is_of(plane, reference)
    assert len(list(path.parent.iterdir())) == 2


def test_a_mapped_snapshot_outlives_its_file(reference: ReferenceSet, path: Path) -> None:
    plane = open_plane(path)
    beside(path).unlink()
    is_of(plane, reference)


def test_a_set_is_loaded_for_filters_alone(reference: ReferenceSet, path: Path) -> None:
    loaded = []
    engine = Local.beside(open_plane(path), lambda: loaded.append(1) or reference)  # type: ignore[func-returns-value]
    engine.nearest(AT, 5)
    engine.within(AT, 10**9)
    assert not loaded
    filtered = Question(AT.measure, AT.at, filters=Filters(genres=("salsa",)))
    assert engine.nearest(filtered, 5) == engine.nearest(AT, 5)
    engine.nearest(filtered, 9)
    assert loaded == [1]


def test_the_first_answer_needs_neither_pandas_nor_scipy(path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from moodrec.engines import Question\n"
        "from moodrec.engines.local import Local\n"
        "from moodrec.engines.snapshot import open_plane\n"
        "from moodrec.metrics.measure import Measure\n"
        "engine = Local.beside(open_plane(pathlib.Path(sys.argv[1])), exit)\n"
        "print(engine.nearest(Question(Measure(), (300000, 300000)), 1).ids[0])\n"
        "print(*{'pandas', 'scipy', 'streamlit'} & set(sys.modules))\n"
    )
    run = [sys.executable, "-c", code, str(path)]
    told = [subprocess.check_output(run, text=True, cwd=ROOT) for _ in range(2)]
    assert told[0] == told[1]
    assert told[0].split() == [open_first(path)]


def open_first(path: Path) -> str:
    return Local.over(references.load(path), sift(references.load(path))).nearest(AT, 1).ids[0]


def test_a_snapshot_holds_the_window_of_the_set(reference: ReferenceSet, path: Path) -> None:
    mapped = open_plane(path).window
    made = Window.of(reference.valence, reference.energy, np.arange(len(reference)))
    assert mapped.turned == made.turned
    for one, other in ((mapped.along, made.along), (mapped.rows, made.rows)):
        assert one.tolist() == other.tolist()


def test_a_snapshot_goes_with_its_set(tmp_path: Path) -> None:
    library = Library(tmp_path)
    for seed in (1, 2):
        library.add([songs(30, seed).frame()], "mine", {})
    for version in library.versions():
        open_plane(version.path)
    library.delete(1)
    assert [one.name for one in sorted(tmp_path.glob("*.plane"))] == ["000002.plane"]
    library.forget_expired(timedelta(0))
    assert list(tmp_path.glob("*.plane")) == [tmp_path / "000002.plane"]  # Spotify told nothing

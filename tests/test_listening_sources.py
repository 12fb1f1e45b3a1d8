"""MusicBrainz and ListenBrainz labs over real HTTP: what they tell, and how they are asked."""

import threading
from collections.abc import Callable

import pytest

from moodrec import __version__
from moodrec.errors import BadAnswer, RateLimited, SourceError, SourceUnavailable
from moodrec.sources import http
from moodrec.sources.http import HttpClient
from moodrec.sources.listenbrainz import ListenBrainzLabs
from moodrec.sources.musicbrainz import MOST_RECORDINGS, PACER, MusicBrainz
from moodrec.sources.pacing import Pacer
from tests.conftest import OTHER, UNKNOWN
from tests.loopback import Fault, Loopback, mbid_of

ISRC = "USUG12103683"
ADDRESS = f"https://open.spotify.com/track/{UNKNOWN}"
ONE, TWO, THREE = map(mbid_of, "123")


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def musicbrainz(loopback: Loopback, clock: Clock) -> MusicBrainz:
    pacer = Pacer(1.0, clock, clock.sleep)
    return MusicBrainz(loopback.addresses["MOODREC_MUSICBRAINZ_URL"], pacer=pacer)


@pytest.fixture
def labs(loopback: Loopback) -> ListenBrainzLabs:
    return ListenBrainzLabs(loopback.addresses["MOODREC_LISTENBRAINZ_LABS_URL"])


# --- MusicBrainz ------------------------------------------------------------------------


@pytest.mark.parametrize("isrc", [ISRC, ISRC.lower(), "US-UG1-21-03683"])
def test_musicbrainz_tells_the_recordings_of_an_isrc(
    loopback: Loopback, musicbrainz: MusicBrainz, isrc: str
) -> None:
    loopback.recordings = {ISRC: [ONE, TWO, ONE]}
    assert musicbrainz.of_isrc(isrc) == (ONE, TWO)
    assert loopback.calls == [f"/musicbrainz/ws/2/isrc/{ISRC}?inc=artist-credits&fmt=json"]


@pytest.mark.parametrize(
    "isrc", ["", "../../x", "USUG1210368", "\uff35SUG12103683", "USUG12103683/"]
)
def test_what_is_no_isrc_is_not_asked_for(
    loopback: Loopback, musicbrainz: MusicBrainz, isrc: str
) -> None:
    assert musicbrainz.of_isrc(isrc) == ()
    assert loopback.calls == []


def test_musicbrainz_tells_the_recordings_linked_with_a_page(
    loopback: Loopback, musicbrainz: MusicBrainz
) -> None:
    loopback.recordings = {ADDRESS: [ONE]}
    assert musicbrainz.of_address(ADDRESS) == (ONE,)
    assert musicbrainz.of_address(f"{ADDRESS}x") == ()
    assert musicbrainz.of_isrc(ISRC) == ()


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"recordings": 1}', "[" * 100_000])
def test_what_musicbrainz_says_in_another_shape_is_a_bad_answer(
    loopback: Loopback, musicbrainz: MusicBrainz, body: str
) -> None:
    loopback.fail("/musicbrainz", Fault(200, body))
    with pytest.raises(BadAnswer, match="MusicBrainz"):
        musicbrainz.of_isrc(ISRC)


def test_recordings_without_an_mbid_are_passed_over_and_too_many_are_cut(
    loopback: Loopback, musicbrainz: MusicBrainz
) -> None:
    rows = [None, {}, {"id": 7}, {"id": "no mbid"}, {"id": ONE.upper()}, {"id": f"{TWO}/"}]
    many = [{"id": mbid_of(str(number))} for number in range(100)]
    loopback.fail("/musicbrainz", Fault.json(200, {"recordings": rows}), times=1)
    loopback.fail("/musicbrainz", Fault.json(200, {"recordings": many}), times=1)
    assert musicbrainz.of_isrc(ISRC) == (ONE,)
    assert len(musicbrainz.of_isrc(ISRC)) == MOST_RECORDINGS


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_musicbrainz_asks_to_wait(
    loopback: Loopback, musicbrainz: MusicBrainz, status: int
) -> None:
    loopback.fail("/musicbrainz", Fault.json(status, {}, Retry_After="90"))
    with pytest.raises(RateLimited, match=r"MusicBrainz is asked too often .+ in 2 minutes"):
        musicbrainz.of_isrc(ISRC)
    assert len(loopback.calls) == 1


def test_musicbrainz_is_asked_once_a_second_even_when_tried_again_or_sent_elsewhere(
    loopback: Loopback, musicbrainz: MusicBrainz, clock: Clock
) -> None:
    loopback.recordings = {ISRC: [ONE]}
    loopback.fail("/musicbrainz", Fault(500), times=1)
    loopback.fail("/musicbrainz", Fault(301, headers=(("Location", "/elsewhere"),)), times=1)
    loopback.fail("/elsewhere", Fault.json(200, {"recordings": [{"id": ONE}]}))
    assert musicbrainz.of_isrc(ISRC) == (ONE,)
    assert len(loopback.calls) == 3
    assert clock.slept == [1.0, 1.0]
    clock.now += 0.25
    musicbrainz.of_isrc(ISRC)
    clock.now += 5
    musicbrainz.of_isrc(ISRC)
    assert clock.slept == [1.0, 1.0, 0.75]


def test_all_who_ask_musicbrainz_share_one_pace(
    loopback: Loopback, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = {"interval": 1.0, "clock": clock, "sleep": clock.sleep, "_free_at": 0.0}
    for name, value in shared.items():
        monkeypatch.setattr(PACER, name, value)
    for _ in range(2):
        MusicBrainz(loopback.addresses["MOODREC_MUSICBRAINZ_URL"]).of_isrc(ISRC)
    assert clock.slept == [1.0]


def test_threads_take_turns_in_the_pace() -> None:
    slept: list[float] = []
    pacer = Pacer(1.0, lambda: 100.0, slept.append)
    threads = [threading.Thread(target=pacer.wait) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [float(turn) for turn in range(1, 20)]


def test_moodrec_names_itself_and_the_contact_that_is_set(loopback: Loopback) -> None:
    url = loopback.addresses["MOODREC_MUSICBRAINZ_URL"]
    MusicBrainz(url).of_isrc(ISRC)
    MusicBrainz(url, "me@home.example").of_isrc(ISRC)
    ListenBrainzLabs(f"{loopback.url}/listenbrainz", "me@home.example").track_ids([ONE])
    named = f"moodrec/{__version__} ( me@home.example )"
    assert [request.agent for request in loopback.requests] == [
        f"moodrec/{__version__}",
        named,
        named,
    ]


# --- ListenBrainz labs ------------------------------------------------------------------


def test_labs_tell_what_is_played_with_any_of_the_recordings_and_the_best_row_counts(
    loopback: Loopback, labs: ListenBrainzLabs
) -> None:
    loopback.similar = {ONE: {THREE: 5, OTHER: 4}, TWO: {THREE: 9}}
    assert labs.similar([ONE, TWO]) == {THREE: 9.0}
    assert labs.similar([THREE]) == {}


def test_rows_without_a_usable_score_or_mbid_are_passed_over(
    loopback: Loopback, labs: ListenBrainzLabs
) -> None:
    scores = [None, "7", True, 0, -3, float("nan"), float("inf"), 10**400]
    rows: list[dict[str, object]] = [{"recording_mbid": ONE, "score": score} for score in scores]
    rows += [{"recording_mbid": ONE}, {"score": 3}, {"recording_mbid": [ONE], "score": 3}]
    rows += [{"recording_mbid": TWO, "score": 1e308}]
    loopback.fail("/listenbrainz", Fault.json(200, [None, [], "x", *rows]))
    assert labs.similar([ONE]) == {TWO: 1e308}


def test_labs_tell_spotify_ids_of_the_recordings_asked_for_and_nothing_else(
    loopback: Loopback, labs: ListenBrainzLabs
) -> None:
    rows = [
        {"recording_mbid": ONE, "spotify_track_ids": [OTHER, 5, None, "short", OTHER]},
        {"recording_mbid": TWO, "spotify_track_ids": None},
        {"recording_mbid": THREE, "spotify_track_ids": [UNKNOWN]},
        {"recording_mbid": ONE, "spotify_track_ids": [UNKNOWN]},
        {"spotify_track_ids": [UNKNOWN]},
    ]
    loopback.fail("/listenbrainz", Fault.json(200, rows))
    assert labs.track_ids([ONE, TWO]) == {ONE: (OTHER, UNKNOWN)}


def test_labs_tell_which_recording_counts(loopback: Loopback, labs: ListenBrainzLabs) -> None:
    loopback.canonical = {ONE: THREE, TWO: THREE}
    assert labs.canonical([ONE, TWO]) == (THREE,)


@pytest.mark.parametrize("body", ["", "<html>", "{}", "null", '"text"', "[" * 100_000])
def test_what_labs_say_in_another_shape_is_a_bad_answer(
    loopback: Loopback, labs: ListenBrainzLabs, body: str
) -> None:
    loopback.fail("/listenbrainz", Fault(200, body))
    for ask in (labs.similar, labs.canonical, labs.track_ids):
        with pytest.raises(BadAnswer, match="ListenBrainz"):
            ask([ONE])


def test_nothing_found_is_no_failure_and_a_refusal_is(
    loopback: Loopback, labs: ListenBrainzLabs
) -> None:
    loopback.fail("/listenbrainz", Fault(404), times=1)
    loopback.fail("/listenbrainz", Fault(400), times=1)
    assert labs.similar([ONE]) == {}
    with pytest.raises(SourceUnavailable, match="HTTP 400"):
        labs.similar([ONE])


# --- POST keeps the policy of GET -------------------------------------------------------


def drip(server: Loopback) -> None:
    server.fail("/", Fault(200, 300 * " ", drip=0.05))


def swell(server: Loopback) -> None:
    server.fail("/", Fault(200, 20_000 * " "))


def point_away(server: Loopback) -> None:
    server.fail("/", Fault(307, headers=(("Location", "http://127.0.0.1:9/"),)))


@pytest.mark.parametrize("turn", [drip, swell, point_away])
def test_a_post_is_bounded_as_a_get_is(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch, turn: Callable[[Loopback], None]
) -> None:
    monkeypatch.setattr(http, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(http, "MOST_BYTES", 10_000)
    turn(loopback)
    client = HttpClient("x", loopback.url)
    with pytest.raises(SourceError) as got:
        client.get_json("/", {})
    with pytest.raises(type(got.value)):
        client.json_of(client.post("/", []))
    loopback.released.set()


def test_a_post_is_tried_again_at_most_twice(loopback: Loopback) -> None:
    loopback.fail("/", Fault(502))
    with pytest.raises(SourceUnavailable, match="HTTP 502"):
        HttpClient("x", loopback.url).post("/", [])
    assert len(loopback.calls) == 3

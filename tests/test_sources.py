"""The sources over real HTTP: what they answer, and a sentence for every way to fail."""

import io
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import stamina

from moodrec import settings, sources
from moodrec.errors import (
    BadAnswer,
    BadCredentials,
    LinkError,
    NoAccess,
    PremiumRequired,
    QuotaExceeded,
    RateLimited,
    SourceError,
    SourceTimeout,
    SourceUnavailable,
)
from moodrec.links import Link
from moodrec.sources import http, payload
from moodrec.sources.oembed import OEmbed
from moodrec.sources.reccobeats import ReccoBeats
from moodrec.sources.spotify import Spotify
from tests.conftest import OTHER, UNKNOWN, an_id
from tests.loopback import (
    CLIENT_ID,
    CLIENT_SECRET,
    FEATURES,
    NO_ACCESS,
    QUOTA_EXCEEDED,
    TOKEN,
    Fault,
    Loopback,
    Mode,
    Song,
)

FEATURES_PATH = "/spotify/v1/audio-features"
TRACK_PATH = "/spotify/v1/tracks"
TOKEN_PATH = "/accounts/api/token"


@pytest.fixture
def reccobeats(loopback: Loopback) -> ReccoBeats:
    return ReccoBeats(f"{loopback.url}/reccobeats/v1")


@pytest.fixture
def oembed(loopback: Loopback) -> OEmbed:
    return OEmbed(f"{loopback.url}/oembed")


@pytest.fixture
def spotify(loopback: Loopback) -> Spotify:
    return spotify_with(loopback)


def spotify_with(loopback: Loopback, secret: str = CLIENT_SECRET) -> Spotify:
    return Spotify(CLIENT_ID, secret, f"{loopback.url}/spotify/v1", f"{loopback.url}/accounts")


# --- ReccoBeats -------------------------------------------------------------------------


def test_reccobeats_joins_on_the_id_inside_href(loopback: Loopback, reccobeats: ReccoBeats) -> None:
    loopback.reccobeats = {
        UNKNOWN: Song(UNKNOWN),
        OTHER: Song(OTHER, features=FEATURES | {"valence": 0.9}),
    }
    found = reccobeats.features([UNKNOWN, an_id(1), OTHER])
    assert {track_id: row.valence for track_id, row in found.items()} == {
        UNKNOWN: 0.446,
        OTHER: 0.9,
    }
    row = found[UNKNOWN]
    assert (row.energy, row.loudness, row.tempo, row.source) == (
        0.377,
        -9.455,
        101.96,
        "ReccoBeats",
    )
    assert row.fetched_at is not None


def test_reccobeats_is_asked_in_batches_of_40_and_never_twice_for_one_id(
    loopback: Loopback, reccobeats: ReccoBeats
) -> None:
    ids = [an_id(number) for number in range(100)]
    loopback.reccobeats = {track_id: Song(track_id) for track_id in ids}
    assert set(reccobeats.features([*ids, *ids])) == set(ids)
    sizes = [call.count("%2C") + 1 for call in loopback.calls]
    assert sizes == [40, 40, 20]


def test_reccobeats_tells_title_and_artists(loopback: Loopback, reccobeats: ReccoBeats) -> None:
    loopback.reccobeats = {UNKNOWN: Song(UNKNOWN, artists=("A", "B"))}
    track = reccobeats.track(UNKNOWN)
    assert track is not None
    assert (track.name, track.artists, track.duration_ms) == ("willow", ("A", "B"), 258812)
    assert reccobeats.track(OTHER) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [(0.5, 0.5), (0, 0.0), (1, 1.0), (1.2, None), (-0.1, None), ("0.5", None), (None, None),
     (True, None), (float("nan"), None)],
)  # fmt: skip
def test_a_foreign_value_is_right_or_absent(
    loopback: Loopback, reccobeats: ReccoBeats, value: object, kept: float | None
) -> None:
    loopback.reccobeats = {UNKNOWN: Song(UNKNOWN, features=FEATURES | {"valence": value})}
    assert reccobeats.features([UNKNOWN])[UNKNOWN].valence == kept


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", '{"content": 1}', "null", '"text"'])
def test_a_body_of_another_shape_is_a_bad_answer(
    loopback: Loopback, reccobeats: ReccoBeats, body: str
) -> None:
    loopback.fail("/reccobeats", Fault(200, body))
    with pytest.raises(BadAnswer, match="cannot be read"):
        reccobeats.features([UNKNOWN])


def test_null_rows_and_rows_of_other_tracks_are_passed_over(
    loopback: Loopback, reccobeats: ReccoBeats
) -> None:
    other = {"href": f"https://open.spotify.com/track/{OTHER}", **FEATURES}
    loopback.fail("/reccobeats", Fault.json(200, {"content": [None, {}, other, {"href": 5}]}))
    assert reccobeats.features([UNKNOWN]) == {}


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(500), SourceUnavailable, "HTTP 500"),
        (Fault(400, "size must be between 1 and 40"), SourceUnavailable, "HTTP 400"),
        (Fault(429), RateLimited, "in a few minutes"),
        (Fault.json(429, {}, Retry_After="86400"), RateLimited, "in 24 hours"),
        (Fault.json(429, {}, Retry_After="90"), RateLimited, "in 2 minutes"),
        (Fault.json(429, {}, Retry_After="2"), RateLimited, "in 2 seconds"),
        (Fault.json(429, {}, Retry_After="soon"), RateLimited, "in a few minutes"),
    ],
)
def test_each_failure_has_its_own_sentence(
    loopback: Loopback,
    reccobeats: ReccoBeats,
    fault: Fault,
    error: type[SourceError],
    words: str,
) -> None:
    loopback.fail("/reccobeats", fault)
    with pytest.raises(error, match=words) as caught:
        reccobeats.features([UNKNOWN])
    assert caught.value.source == "ReccoBeats"
    assert caught.value.exit_code == 3


def test_a_passing_failure_is_tried_again_at_most_twice(
    loopback: Loopback, reccobeats: ReccoBeats
) -> None:
    loopback.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    loopback.fail("/reccobeats", Fault(503), times=1)
    loopback.fail("/reccobeats", Fault.json(429, {}, Retry_After="0"), times=1)
    assert UNKNOWN in reccobeats.features([UNKNOWN])
    loopback.calls.clear()
    loopback.fail("/reccobeats", Fault(503))
    with pytest.raises(SourceUnavailable):
        reccobeats.features([UNKNOWN])
    assert len(loopback.calls) == 3


def test_a_long_retry_after_is_told_at_once_instead_of_waited_for(
    loopback: Loopback, reccobeats: ReccoBeats
) -> None:
    loopback.fail("/reccobeats", Fault.json(429, {}, Retry_After="3600"))
    with pytest.raises(RateLimited):
        reccobeats.features([UNKNOWN])
    assert len(loopback.calls) == 1


def test_a_server_that_hangs_is_a_time_out(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT", (0.2, 0.2))
    stamina.set_testing(testing=True, attempts=1)
    loopback.fail("/", Fault(hang=True))
    with pytest.raises(SourceTimeout, match="did not answer in time"):
        ReccoBeats(f"{loopback.url}/reccobeats/v1").features([UNKNOWN])
    with pytest.raises(SourceTimeout, match="Spotify did not answer in time"):
        spotify_with(loopback).track(UNKNOWN)
    loopback.released.set()


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(SourceUnavailable, match="Check the network"):
        ReccoBeats("http://127.0.0.1:9").features([UNKNOWN])


@pytest.mark.parametrize(
    "body",
    [
        '{"content": ' + "[" * 200_000,
        '{"content": [{"durationMs": ' + "9" * 5_000 + "}]}",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_absurd_json_is_a_bad_answer_from_every_source(
    loopback: Loopback, reccobeats: ReccoBeats, spotify: Spotify, oembed: OEmbed, body: str
) -> None:
    loopback.mode = "extended"
    for path in ("/reccobeats", "/spotify", "/oembed"):
        loopback.fail(path, Fault(200, body))
    for ask in (reccobeats.track, spotify.track):
        with pytest.raises(BadAnswer):
            ask(UNKNOWN)
    assert oembed.track(UNKNOWN) is None


@pytest.mark.parametrize("place", ["http://a..b/", "http://[", "http://127.0.0.1:9/"])
def test_a_redirect_to_nowhere_is_one_of_our_errors(
    loopback: Loopback, reccobeats: ReccoBeats, spotify: Spotify, place: str
) -> None:
    loopback.fail("/reccobeats", Fault(302, "", (("Location", place),)))
    loopback.fail("/spotify", Fault(302, "", (("Location", place),)))
    for ask in (reccobeats.track, spotify.track):
        with pytest.raises(SourceError):
            ask(UNKNOWN)


def test_huge_numbers_and_breaking_characters_do_not_get_in(
    loopback: Loopback, reccobeats: ReccoBeats
) -> None:
    loopback.fail(
        "/reccobeats",
        Fault.json(
            200,
            {
                "content": [
                    {
                        "href": f"https://open.spotify.com/track/{UNKNOWN}",
                        "trackTitle": " bad\ud800\x1b[2Jtitle\n",
                        "durationMs": 10**400,
                    }
                ]
            },
        ),
    )
    track = reccobeats.track(UNKNOWN)
    assert track is not None
    assert (track.name, track.duration_ms) == ("bad [2Jtitle", None)


def test_a_body_that_stops_trickles_or_never_ends_is_not_waited_for(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "TIMEOUT", (0.3, 0.3))
    monkeypatch.setattr(http, "BODY_SECONDS", 0.5)
    monkeypatch.setattr(http, "MOST_BYTES", 10_000)
    for drip, error in ((5.0, SourceTimeout), (0.1, SourceTimeout)):
        loopback.fail("/", Fault(200, '{"content": []' + 300 * " " + "}", drip=drip), times=2)
        for source in (ReccoBeats(f"{loopback.url}/reccobeats/v1"), spotify_with(loopback)):
            with pytest.raises(error):
                source.track(UNKNOWN)
    loopback.faults.clear()
    loopback.fail("/", Fault(200, 20_000 * " "))
    with pytest.raises(BadAnswer):
        ReccoBeats(f"{loopback.url}/reccobeats/v1").track(UNKNOWN)
    loopback.released.set()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("9" * 400, http.LONGEST_RETRY_AFTER),
        ("Fri, 31 Dec 9999 23:59:59 GMT", http.LONGEST_RETRY_AFTER),
        ("Fri, 31 Dec 2999 23:59:59 +99999999999999999999", None),
        ("120", 120.0),
        ("0", 0.0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert http.retry_after({"Retry-After": header}) == seconds


# --- oEmbed -----------------------------------------------------------------------------


def test_oembed_tells_the_title_alone(loopback: Loopback, oembed: OEmbed) -> None:
    loopback.oembed = {UNKNOWN: "willow"}
    track = oembed.track(UNKNOWN)
    assert track is not None
    assert (track.name, track.artists) == ("willow", ())


@pytest.mark.parametrize(
    "fault",
    [Fault(404, "<html>"), Fault(400), Fault(200, "<html>"), Fault(200, "[]"), Fault(200, "{}")],
)
def test_an_unreadable_oembed_answer_means_no_title(
    loopback: Loopback, oembed: OEmbed, fault: Fault
) -> None:
    loopback.fail("/oembed", fault)
    assert oembed.track(UNKNOWN) is None


def test_a_short_link_is_resolved_by_the_player_in_the_answer(
    loopback: Loopback, oembed: OEmbed
) -> None:
    loopback.oembed = {UNKNOWN: "willow", OTHER: "An album"}
    loopback.short_links = {
        "https://spotify.link/song": f"https://open.spotify.com/track/{UNKNOWN}",
        "https://spotify.link/album": f"https://open.spotify.com/album/{OTHER}",
    }
    assert oembed.resolve(Link("short", "https://spotify.link/song")) == Link("track", UNKNOWN)
    assert oembed.resolve(Link("short", "https://spotify.link/album")).kind == "album"
    with pytest.raises(LinkError, match="paste the long address"):
        oembed.resolve(Link("short", "https://spotify.link/nowhere"))


def test_a_foreign_player_in_the_answer_is_not_followed(loopback: Loopback, oembed: OEmbed) -> None:
    html = f'<iframe src="https://evil.example/embed/track/{UNKNOWN}?a"></iframe>'
    loopback.fail("/oembed", Fault.json(200, {"html": html}))
    with pytest.raises(LinkError):
        oembed.resolve(Link("short", "https://spotify.link/song"))


# --- Spotify ----------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "popularity"), [("extended", 69), ("development", None)])
def test_spotify_tells_a_track_in_both_kinds_of_app(
    loopback: Loopback, spotify: Spotify, mode: Mode, popularity: int | None
) -> None:
    loopback.mode = mode
    loopback.spotify = {UNKNOWN: Song(UNKNOWN, artists=("A", "B"))}
    track = spotify.track(UNKNOWN)
    assert track is not None
    assert (track.name, track.artists, track.album) == ("willow", ("A", "B"), "evermore")
    assert (track.isrc, track.popularity) == ("USUG12103683", popularity)
    assert (track.year, track.explicit) == (2020, False)
    assert spotify.track(OTHER) is None


def test_an_extended_app_is_told_features_joined_by_id(
    loopback: Loopback, spotify: Spotify
) -> None:
    loopback.mode = "extended"
    ids = [an_id(number) for number in range(150)]
    loopback.spotify = {
        i: Song(i, features=FEATURES | {"valence": n / 1000}) for n, i in enumerate(ids) if n % 2
    }
    found = spotify.features(ids)
    assert {track_id: row.valence for track_id, row in found.items()} == {
        track_id: number / 1000 for number, track_id in enumerate(ids) if number % 2
    }
    assert loopback.counts()[f"{FEATURES_PATH}/"] == 2


@pytest.mark.parametrize(
    "fault", [Fault.json(403, NO_ACCESS), Fault(403), Fault(404), Fault.json(404, {})]
)
def test_no_access_is_a_lasting_fact_that_is_asked_once_per_client_id(
    loopback: Loopback, fault: Fault
) -> None:
    loopback.fail(FEATURES_PATH, fault)
    for _ in range(3):
        with pytest.raises(NoAccess, match="no access to Spotify's audio features") as caught:
            spotify_with(loopback).features([UNKNOWN])
        assert "not found" not in str(caught.value)
        assert "keys" not in str(caught.value)
    assert loopback.counts()[f"{FEATURES_PATH}/"] == 1


@pytest.mark.parametrize("path", [FEATURES_PATH, TRACK_PATH])
@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault.json(429, QUOTA_EXCEEDED), QuotaExceeded, "quota .* used up"),
        (Fault.json(429, {}, Retry_After="86400"), RateLimited, "in 24 hours"),
        (Fault(429), RateLimited, "in a few minutes"),
        (Fault(502), SourceUnavailable, "HTTP 502"),
        (Fault(200, ""), BadAnswer, "cannot be read"),
        (Fault(200, "<html>"), BadAnswer, "cannot be read"),
        (Fault(200, "null"), BadAnswer, "cannot be read"),
        (Fault.json(500, {"error": "text"}), BadAnswer, "cannot be read"),
        (Fault.json(401, {"error": {"status": 401, "message": "x"}}), BadCredentials, "the keys"),
    ],
)
def test_each_failure_of_spotify_has_its_own_sentence(
    loopback: Loopback,
    spotify: Spotify,
    path: str,
    fault: Fault,
    error: type[SourceError],
    words: str,
) -> None:
    loopback.fail(path, fault)
    call: Callable[[], object] = (
        (lambda: spotify.track(UNKNOWN))
        if path == TRACK_PATH
        else (lambda: spotify.features([UNKNOWN]))
    )
    with pytest.raises(error, match=words):
        call()
    assert loopback.counts()[path if path == TRACK_PATH else f"{path}/"] <= 3


def test_a_missing_premium_is_not_taken_for_missing_access(
    loopback: Loopback, spotify: Spotify
) -> None:
    loopback.mode = "no premium"
    for call in (lambda: spotify.track(UNKNOWN), lambda: spotify.features([UNKNOWN])):
        with pytest.raises(PremiumRequired, match="owner has Premium"):
            call()
    loopback.mode = "extended"
    loopback.spotify = {UNKNOWN: Song(UNKNOWN)}
    assert UNKNOWN in spotify.features([UNKNOWN])


def test_wrong_keys_are_told_as_such(loopback: Loopback) -> None:
    with pytest.raises(BadCredentials, match="MOODREC_SPOTIFY_CLIENT_SECRET"):
        spotify_with(loopback, secret="wrong" * 6).track(UNKNOWN)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(500, "<html>"), SourceUnavailable),
        (Fault(200, "<html>"), BadAnswer),
        (Fault(200, "{}"), BadAnswer),
    ],
)
def test_a_broken_token_service_is_no_fault_of_the_keys(
    loopback: Loopback, spotify: Spotify, fault: Fault, error: type[SourceError]
) -> None:
    loopback.fail(TOKEN_PATH, fault)
    with pytest.raises(error):
        spotify.track(UNKNOWN)


def test_one_token_serves_many_calls_and_no_file_is_written(
    loopback: Loopback, spotify: Spotify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    loopback.spotify = {UNKNOWN: Song(UNKNOWN)}
    for _ in range(3):
        spotify.track(UNKNOWN)
    assert loopback.counts()[TOKEN_PATH] == 1
    assert list(tmp_path.glob(".cache*")) == []


def test_secrets_never_reach_a_log(loopback: Loopback) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        loopback.spotify = {UNKNOWN: Song(UNKNOWN)}
        spotify = spotify_with(loopback)
        spotify.track(UNKNOWN)
        loopback.fail("/spotify", Fault(500))
        with pytest.raises(SourceUnavailable):
            spotify.track(UNKNOWN)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert "/spotify/v1/tracks/" in written.getvalue()
    assert CLIENT_SECRET not in written.getvalue()
    assert TOKEN not in written.getvalue()


# --- The registry -----------------------------------------------------------------------


@pytest.mark.parametrize("slash", ["", "/"])
def test_addresses_work_with_and_without_a_trailing_slash(
    loopback: Loopback, with_keys: None, monkeypatch: pytest.MonkeyPatch, slash: str
) -> None:
    for name, value in loopback.addresses.items():
        monkeypatch.setenv(name, value + slash)
    loopback.mode = "extended"
    loopback.spotify = loopback.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    loopback.oembed = {UNKNOWN: "willow"}
    registry = sources.registry(settings.load())
    assert [source.name for source in registry.feature_sources] == ["Spotify", "ReccoBeats"]
    assert [one.name for one in registry.catalogues] == ["Spotify", "ReccoBeats", "Spotify oEmbed"]
    assert all(UNKNOWN in source.features([UNKNOWN]) for source in registry.feature_sources)
    assert all(catalogue.track(UNKNOWN) for catalogue in registry.catalogues)


def test_without_keys_spotify_is_not_asked_and_offline_nobody_is(online: Loopback) -> None:
    assert [s.name for s in sources.registry(settings.load()).feature_sources] == ["ReccoBeats"]
    offline = sources.registry(settings.load(offline=True))
    assert (offline.feature_sources, offline.catalogues, offline.short_links) == ((), (), None)


def test_payload_refuses_what_is_no_object() -> None:
    with pytest.raises(BadAnswer):
        payload.mapping("x", [1])
    assert payload.inner({"album": None}, "album") == {}
    assert payload.text("  ") is None
    years = ["2019-06-14", "1982", "0000", "9999-01-01", "soon", "", 1982, None, []]
    assert list(map(payload.year, years)) == [2019, 1982] + 7 * [None]
    truths = [True, False, "true", 1, None]
    assert list(map(payload.truth, truths)) == [True, False, None, None, None]

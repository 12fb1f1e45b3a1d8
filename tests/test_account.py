"""Log-in with PKCE and a listener's playlists, over real HTTP: each failure is a sentence."""

import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from pydantic import SecretStr

from moodrec.errors import (
    BadAnswer,
    BadCredentials,
    LoginFailed,
    LoginNeeded,
    NotOnList,
    PlaylistClosed,
    PremiumRequired,
    QuotaExceeded,
    RateLimited,
    Refused,
    SourceError,
    SourceUnavailable,
)
from moodrec.sources import payload
from moodrec.sources.account import Account, Token, challenge_of, new_verifier
from moodrec.sources.listener import Listener
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id
from tests.loopback import CLIENT_ID, NO_PREMIUM, QUOTA_EXCEEDED, Fault, Loopback

REDIRECT = "http://127.0.0.1:8501/"
API = "/spotify/v1"


@pytest.fixture
def account(loopback: Loopback) -> Account:
    return Account(CLIENT_ID, f"{loopback.url}/spotify/v1", f"{loopback.url}/accounts")


@pytest.fixture
def listener(account: Account) -> Listener:
    return Listener(account, logged_in(account))


def logged_in(account: Account) -> Token:
    verifier = new_verifier()
    code = came_back(account.authorize_url("s", challenge_of(verifier), REDIRECT))["code"]
    return account.exchange(code, verifier, REDIRECT)


def came_back(address: str) -> dict[str, str]:
    """What the browser brings back from the page of consent."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    where = answer.headers["Location"]
    assert where.startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


def test_the_challenge_is_that_of_the_standards_own_example() -> None:
    verifier = SecretStr("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert 43 <= len(new_verifier().get_secret_value()) <= 128
    assert new_verifier() != new_verifier()


def test_a_log_in_asks_for_private_playlists_alone_and_sends_no_secret(
    account: Account, loopback: Loopback
) -> None:
    logged_in(account)
    asked = loopback.members.asked
    assert asked["scope"].split() == [
        "playlist-modify-private",
        "playlist-read-private",
        "playlist-read-collaborative",
    ]
    assert asked["state"] == "s"
    assert [one.authorization for one in loopback.requests if "token" in one.target] == [""]


def test_who_refuses_comes_back_without_a_code(account: Account, loopback: Loopback) -> None:
    loopback.members.consents = False
    back = came_back(account.authorize_url("s", challenge_of(new_verifier()), REDIRECT))
    assert back == {"error": "access_denied", "state": "s"}


def test_a_code_counts_once(account: Account) -> None:
    verifier = new_verifier()
    code = came_back(account.authorize_url("s", challenge_of(verifier), REDIRECT))["code"]
    account.exchange(code, verifier, REDIRECT)
    with pytest.raises(LoginFailed, match="used before"):
        account.exchange(code, verifier, REDIRECT)


def test_another_verifier_or_redirect_gets_no_token(account: Account) -> None:
    verifier = new_verifier()
    for wrong, redirect in ((new_verifier(), REDIRECT), (verifier, REDIRECT + "else")):
        code = came_back(account.authorize_url("s", challenge_of(verifier), REDIRECT))["code"]
        with pytest.raises(LoginFailed):
            account.exchange(code, wrong, redirect)


def test_an_unknown_client_id_is_told_as_such(loopback: Loopback) -> None:
    wrong = Account("x" * 32, f"{loopback.url}/spotify/v1", f"{loopback.url}/accounts")
    with pytest.raises(BadCredentials):
        wrong.exchange("code", new_verifier(), REDIRECT)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(500), SourceUnavailable),
        (Fault(drop=True), SourceUnavailable),
        (Fault(400, "nonsense"), BadAnswer),
        (Fault(400, ""), SourceUnavailable),
        (Fault.json(400, {"error": "server_error"}), SourceUnavailable),
        (Fault.json(400, ["invalid_grant"]), SourceUnavailable),
        (Fault.json(429, {}, Retry_After="900"), RateLimited),
        (Fault.json(200, {}), BadAnswer),
        (Fault.json(200, {"access_token": "ä"}), BadAnswer),
        (Fault.json(302, {}, Location="https://evil.example/"), SourceUnavailable),
    ],
)
def test_the_log_in_service_may_fail_in_every_way_and_is_asked_once(
    fault: Fault, kind: type[SourceError], account: Account, loopback: Loopback
) -> None:
    verifier = new_verifier()
    code = came_back(account.authorize_url("s", challenge_of(verifier), REDIRECT))["code"]
    loopback.fail("/accounts/api/token", fault)
    with pytest.raises(kind):
        account.exchange(code, verifier, REDIRECT)
    assert loopback.counts()["/accounts/api/token"] == 1


def test_an_expired_token_is_renewed_without_a_word(listener: Listener, loopback: Loopback) -> None:
    loopback.members.expire()
    assert listener.playlists() == ()
    assert loopback.members.grants == 2
    assert listener.playlists() == ()
    assert loopback.members.grants == 2


def test_a_token_that_is_about_to_end_is_renewed_before_it_is_used(
    account: Account, loopback: Loopback
) -> None:
    token = logged_in(account)
    late = Token(token.access, token.renewal, payload.now() + timedelta(seconds=5))
    assert Listener(account, late).name == "María *of* Köln"
    assert loopback.members.grants == 2


def test_a_revoked_consent_leads_back_to_the_log_in(listener: Listener, loopback: Loopback) -> None:
    loopback.members.revoke()
    with pytest.raises(LoginNeeded, match="log in again"):
        listener.playlists()


def test_a_token_that_cannot_be_renewed_leads_back_to_the_log_in(account: Account) -> None:
    with pytest.raises(LoginNeeded):
        account.refresh(Token(new_verifier(), None, payload.now()))


def test_a_token_that_stays_refused_is_renewed_once(listener: Listener, loopback: Loopback) -> None:
    loopback.fail(f"{API}/me/playlists", Fault.json(401, {}), 5)
    with pytest.raises(LoginNeeded):
        listener.playlists()
    assert loopback.counts()[f"{API}/me/playlists"] == 2


def test_a_listener_who_is_not_on_the_apps_list_is_told_whom_to_ask(
    account: Account, loopback: Loopback
) -> None:
    loopback.members.current.listed = False
    with pytest.raises(NotOnList, match="Ask the owner"):
        Listener(account, logged_in(account))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.json(403, NO_PREMIUM), PremiumRequired),
        (Fault.json(403, {"error": {"message": "Insufficient client scope"}}), LoginNeeded),
        (Fault(403, ""), NotOnList),
        (Fault.json(429, QUOTA_EXCEEDED), QuotaExceeded),
        (Fault.json(429, {}, Retry_After="86400"), RateLimited),
        (Fault.json(400, {}), Refused),
        (Fault(503), SourceUnavailable),
        (Fault(200, "[" * 100), BadAnswer),
        (Fault.json(200, []), BadAnswer),
        (Fault.json(200, {"items": None}), BadAnswer),
        (Fault.json(302, {}, Location="https://evil.example/"), SourceUnavailable),
        (Fault.json(418, {}), SourceUnavailable),
    ],
)
def test_each_answer_of_the_web_api_is_one_of_our_errors(
    fault: Fault, kind: type[SourceError], listener: Listener, loopback: Loopback
) -> None:
    loopback.fail(f"{API}/me/playlists", fault)
    with pytest.raises(kind):
        listener.playlists()


@pytest.mark.parametrize(
    "do",
    [
        lambda who: who.create_playlist("a", "b"),
        lambda who: who.add_items("p" * 22, [KNOWN]),
    ],
)
@pytest.mark.parametrize("fault", [Fault(500), Fault(drop=True)])
def test_what_changes_something_is_never_sent_twice(
    do: Callable[[Listener], object], fault: Fault, listener: Listener, loopback: Loopback
) -> None:
    loopback.fail(API, fault)
    before = len(loopback.calls)
    with pytest.raises(SourceUnavailable):
        do(listener)
    assert len(loopback.calls) == before + 1


def test_after_a_short_wait_that_spotify_asks_for_it_goes_on(
    listener: Listener, loopback: Loopback
) -> None:
    loopback.fail(f"{API}/me/playlists", Fault.json(429, {}, Retry_After="1"), 1)
    listener.create_playlist("calm", "")
    assert [one.name for one in loopback.members.current.playlists] == ["calm"]


def test_a_made_playlist_without_an_id_is_no_answer(listener: Listener, loopback: Loopback) -> None:
    loopback.fail(f"{API}/me/playlists", Fault.json(201, {"id": None}))
    with pytest.raises(BadAnswer):
        listener.create_playlist("calm", "")


def test_somebody_without_an_id_is_no_answer(account: Account, loopback: Loopback) -> None:
    token = logged_in(account)
    loopback.fail(f"{API}/me", Fault.json(200, {"display_name": "x"}))
    with pytest.raises(BadAnswer):
        Listener(account, token)


def test_only_playlists_that_are_ones_own_or_worked_on_together_are_offered(
    listener: Listener, loopback: Loopback
) -> None:
    member = loopback.members.current
    for number in range(60):
        member.playlist(f"mine {number}")
    member.playlist("followed", owner="somebody")
    member.playlist("together", owner="somebody", collaborative=True)
    found = [one.title for one in listener.playlists()]
    assert found == ["together", *(f"mine {number}" for number in reversed(range(60)))]


@pytest.mark.parametrize("name", ["item", "track"])
def test_every_place_of_a_playlist_is_told_with_its_kind(
    name: str, listener: Listener, loopback: Loopback
) -> None:
    kept = loopback.members.current.playlist("all kinds", field=name)
    kept.holds([KNOWN])
    kept.entries += [
        {"is_local": True, name: {"id": None, "name": "demo.mp3", "is_local": True}},
        {"is_local": False, name: {"id": OTHER, "type": "episode", "name": "Talk"}},
        {"is_local": False, name: None},
        None,
    ]
    kept.holds([an_id(number) for number in range(60)])
    rows = listener.items(kept.id)
    assert [row.kind for row in rows[:6]] == [
        "track", "local file", "episode", "gone", "gone", "track"]  # fmt: skip
    assert len(rows) == 65
    track = rows[0].track
    assert track
    assert (track.id, track.name, track.isrc, track.year) == (
        KNOWN, "willow", "USUG12103683", 2020)  # fmt: skip
    assert [row.title for row in rows[1:4]] == ["demo.mp3", "Talk", ""]
    assert all(row.track is None for row in rows[1:5])


def test_a_playlist_of_somebody_else_or_none_is_told_as_closed(
    listener: Listener, loopback: Loopback
) -> None:
    other = loopback.members.current.playlist("followed", owner="somebody")
    for playlist_id in (other.id, UNKNOWN, "../me", ""):
        with pytest.raises(PlaylistClosed, match="does not open"):
            listener.items(playlist_id)


def test_no_key_code_or_verifier_is_in_a_log_or_a_repr(
    account: Account, loopback: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    verifier = new_verifier()
    code = came_back(account.authorize_url("s", challenge_of(verifier), REDIRECT))["code"]
    caplog.clear()  # what the pretended browser logged
    token = account.exchange(code, verifier, REDIRECT)
    listener = Listener(account, token)
    listener.create_playlist("calm", "")
    listener.playlists()
    loopback.members.revoke()
    with pytest.raises(LoginNeeded) as caught:
        listener.playlists()
    assert token.renewal
    seen = caplog.text + repr((token, listener, account, caught.value, vars(listener)))
    assert "POST /spotify/v1/me/playlists" in seen
    for secret in (code, verifier, token.access, token.renewal):
        text = secret if isinstance(secret, str) else secret.get_secret_value()
        assert text not in seen

"""Log-in, saving and bringing as the pages draw them, with every kind of visitor."""

import html
import logging
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from moodrec.errors import LoginFailed
from moodrec.sources.account import new_verifier
from moodrec.ui.account import visit
from moodrec.ui.account.pending import MOST, SECONDS, Kept, Pending, PendingLogins
from tests import test_pages
from tests.conftest import KNOWN
from tests.loopback import CLIENT_ID, Fault, Loopback
from tests.test_pages import APP
from tests.test_saving import ITEMS, LIST

PAGE = str(Path(__file__).with_name("saving_page.py"))
SECRET = b"sixteen bytes ok"
REDIRECT = "http://127.0.0.1:8501/"


@pytest.fixture(autouse=True)
def _fresh_process_caches() -> None:
    st.cache_resource.clear()


def masked(secret: bytes) -> str:
    """Streamlit's own cookie; with another mask each time, as at each answer."""
    return generate_xsrf_token_string(secret)


@pytest.fixture
def services(online: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    monkeypatch.setenv("MOODREC_SPOTIFY_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("MOODREC_REDIRECT_URI", REDIRECT)
    return online


def said(at: AppTest) -> str:
    done = "\n".join(one.value for one in at.success).replace("\\", "")
    return f"{test_pages.said(at)}\n{done}"


def a_visit(script: str = PAGE, cookie: str | None = None) -> AppTest:
    """A visit in a browser with this cookie, which AppTest does not have; it is not begun yet."""
    at = AppTest.from_file(script, default_timeout=30)
    at.session_state[visit.BROWSER] = visit.browser_of(masked(SECRET) if cookie is None else cookie)
    return at


def open_page(script: str = PAGE, cookie: str | None = None, **query: str) -> AppTest:
    at = a_visit(script, cookie)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def open_at(address: str, **query: str) -> AppTest:
    """The page in a browser whose address bar tells this."""
    at = a_visit()
    at.context["url"] = address
    at.query_params |= query
    return at.run()


def login_address(at: AppTest) -> str:
    bodies = [str(one.proto.body) for one in at.get("html")]
    link = next(body for body in bodies if "Continue to Spotify" in body)
    return html.unescape(re.findall('href="([^"]*)"', link)[0])


def came_back(at: AppTest) -> dict[str, str]:
    """What the browser brings back when this visitor follows the link."""
    answer = requests.get(login_address(at), allow_redirects=False, timeout=5)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def pressed(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def logged_in(script: str = PAGE, key: str = "login-test") -> AppTest:
    return open_page(script, **came_back(pressed(open_page(script), key)))


def saved(at: AppTest) -> AppTest:
    button = next(one for one in at.button if one.label == "Save as a new playlist")
    return button.click().run()


def keys(at: AppTest) -> set[str]:
    return {str(one.key) for one in at.button}


def test_a_log_in_says_what_is_kept_and_brings_the_list_back(services: Loopback) -> None:
    at = pressed(open_page(), "login-test")
    assert "none of it is written to disk" in said(at)
    assert "Only the ids of songs whose mood is asked for are remembered" in said(at)
    at = open_page(**came_back(at))
    assert not at.exception
    assert dict(at.query_params) == {}
    assert "Logged in as María *of* Köln" in said(at)
    assert at.text_input[0].value == "Calm to bright"
    at.text_input[0].set_value("for *Anna*")
    at = saved(at)
    assert not at.exception
    assert "250 songs saved as “for *Anna*”" in said(at)
    made = services.members.current.playlists
    assert [(one.name, one.ids) for one in made] == [("for *Anna*", LIST)]
    assert at.get("link_button")[0].proto.url.endswith(made[0].id)
    at = pressed(at, "close-arrived")
    assert "saved as" not in said(at)


def test_the_link_stays_the_same_until_it_is_used(services: Loopback) -> None:
    at = pressed(open_page(), "login-test")
    assert login_address(at) == login_address(at.run())


def test_who_refuses_is_told_that_nothing_happened_and_keeps_the_list(services: Loopback) -> None:
    services.members.consents = False
    at = open_page(**came_back(pressed(open_page(), "login-test")))
    assert "You did not allow" in said(at)
    assert dict(at.query_params) == {}
    assert "login-arrived" in keys(at)
    assert "Logged in" not in said(at)


@pytest.mark.parametrize(
    "query",
    [
        {"code": "c", "state": "wrong"},
        {"error": "access_denied", "state": "wrong"},
        {"code": "c", "error": "e", "state": ""},
        {"code": "c", "state": "ü" * 5000},
    ],
)
def test_a_state_that_nobody_was_given_logs_nobody_in(
    query: dict[str, str], services: Loopback
) -> None:
    at = open_page(**query)
    assert not at.exception
    assert "cannot be completed" in said(at)
    assert dict(at.query_params) == {}
    assert services.calls == []


def test_a_state_counts_once(services: Loopback) -> None:
    back = came_back(pressed(open_page(), "login-test"))
    open_page(**back)
    asked = services.counts()["/accounts/api/token"]
    at = open_page(**back)
    assert "cannot be completed" in said(at)
    assert services.counts()["/accounts/api/token"] == asked == 1


def test_the_cookie_of_the_same_browser_may_have_another_mask() -> None:
    assert masked(SECRET) != masked(SECRET)
    assert visit.browser_of(masked(SECRET)) == visit.browser_of(masked(SECRET))


@pytest.mark.parametrize("other", [masked(b"another browser "), "", "nonsense", "2|zz|zz|1"])
def test_a_log_in_that_was_begun_in_another_browser_is_refused(
    other: str, services: Loopback
) -> None:
    back = came_back(pressed(open_page(), "login-test"))
    at = open_page(cookie=other, **back)
    assert "begun in another browser" in said(at)
    assert "/accounts/api/token" not in services.counts()


def test_a_replayed_code_under_a_new_state_is_refused(services: Loopback) -> None:
    first = came_back(pressed(open_page(), "login-test"))
    open_page(**first)
    other = came_back(pressed(open_page(), "login-test"))
    at = open_page(code=first["code"], state=other["state"])
    assert "cannot be completed" in said(at)


def test_who_is_logged_in_stays_so_when_somebody_sends_them_a_wrong_state(
    services: Loopback,
) -> None:
    at = logged_in()
    at.query_params["code"], at.query_params["state"] = "c", "wrong"
    at = at.run()
    assert dict(at.query_params) == {}
    assert "cannot be completed" not in said(at)
    assert "Logged in as" in said(at)


def test_a_shared_state_in_an_address_is_no_log_in(services: Loopback) -> None:
    at = open_page(state="a-link-that-restores-a-page")
    assert at.query_params["state"] == "a-link-that-restores-a-page"
    assert not at.error


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Fault(500), "log-in service failed"),
        (Fault.json(400, {"error": "invalid_client"}), "refuses the keys"),
    ],
)
def test_a_log_in_that_fails_is_told_and_the_list_is_still_there(
    answer: Fault, told: str, services: Loopback
) -> None:
    services.fail("/accounts/api/token", answer)
    at = open_page(**came_back(pressed(open_page(), "login-test")))
    assert told in said(at) or "cannot be reached" in said(at)
    assert "login-arrived" in keys(at)


@pytest.mark.parametrize("answer", [{"error": "server_error"}, {"code": ""}, {"error": ""}])
def test_another_failure_at_the_page_of_consent_is_told(
    answer: dict[str, str], services: Loopback
) -> None:
    back = came_back(pressed(open_page(), "login-test"))
    at = open_page(**answer, state=back["state"])
    assert not at.exception
    assert "log-in service failed" in said(at)


def test_who_is_not_on_the_list_is_told_whom_to_ask(services: Loopback) -> None:
    services.members.current.listed = False
    at = logged_in()
    assert "Ask the owner to add you" in said(at)
    assert "Logged in as" not in said(at)


def test_what_is_missing_is_named_and_added_by_another_try(services: Loopback) -> None:
    at = logged_in()
    services.fail(ITEMS, Fault.json(429, {}, Retry_After="900"), 1)
    at = saved(at)
    assert "0 of 250 songs saved" in said(at)
    assert "Try again in 15 minutes" in said(at)
    assert at.expander[0].label == "Not saved yet: 250 songs"
    assert "Song *0* – Band" in said(at)
    assert "and 50 more" in said(at)
    at = pressed(at, "retry-arrived")
    assert "250 songs saved" in said(at)
    assert [one.ids for one in services.members.current.playlists] == [LIST]


def test_a_revoked_consent_leads_back_to_the_log_in_and_goes_on_after_it(
    services: Loopback,
) -> None:
    at = logged_in()
    services.fail(ITEMS, Fault(drop=True, applied=True), 1)
    at = saved(at)
    services.members.revoke()
    at = pressed(at, "retry-arrived")
    assert "log in again" in said(at)
    at = open_page(**came_back(pressed(at, "login-arrived")))
    at = pressed(at, "retry-arrived")
    assert "250 songs saved" in said(at)
    assert [one.ids for one in services.members.current.playlists] == [LIST]


def test_songs_that_spotify_does_not_take_are_named(services: Loopback) -> None:
    services.members.current.unknown = {LIST[3]}
    at = saved(logged_in())
    assert "249 of 250 songs saved" in said(at)
    assert at.expander[0].label == "Spotify does not take: 1 song"
    at = pressed(at, "again-arrived")
    assert "save-arrived" in str(at.main)


def test_an_own_playlist_is_brought_with_every_kind_of_row(services: Loopback) -> None:
    kept = services.members.current.playlist("Evening *calm*")
    kept.holds([KNOWN])
    kept.entries.append({"is_local": True, "item": {"name": "demo.mp3"}})
    at = logged_in(key="login-own-test")
    assert at.selectbox[0].options == ["Evening *calm* · 2 songs"]
    at = at.selectbox[0].select_index(0).run()
    assert [one.value for one in at.text] == ["Evening *calm*: track, local file"]
    asked = len(services.calls)
    at.run()
    assert len(services.calls) == asked


def test_a_playlist_that_cannot_be_read_is_told_and_can_be_tried_again(services: Loopback) -> None:
    services.members.current.playlist("calm")
    at = logged_in(key="login-own-test")
    services.fail(ITEMS, Fault(503), 3)
    at = at.selectbox[0].select_index(0).run()
    assert "cannot be reached" in said(at)
    at = pressed(at, "own-again-test")
    assert [one.value for one in at.text] == ["calm:"]


def test_a_consent_that_ends_while_playlists_are_asked_for_leads_back_to_the_log_in(
    services: Loopback,
) -> None:
    services.members.current.playlist("calm")
    at = logged_in(key="login-own-test")
    services.members.revoke()
    at = at.selectbox[0].select_index(0).run()
    assert "log in again" in said(at)
    assert "login-own-test" in keys(at.run())


def test_log_out_forgets_everything_and_disconnect_says_where_to_go(services: Loopback) -> None:
    services.members.current.playlist("calm")
    at = saved(logged_in())
    out = pressed(at, "log-out")
    assert "Logged in as" not in said(out)
    assert "saved as" not in said(out)
    assert not out.selectbox
    at = pressed(logged_in(), "disconnect")
    assert "https://www.spotify.com/account/apps" in said(at)
    assert "listener" not in str(at.session_state)


def test_without_a_client_id_the_page_says_what_to_set(online: Loopback) -> None:
    at = open_page()
    assert not at.exception
    assert "MOODREC_SPOTIFY_CLIENT_ID" in said(at)
    assert "http://127.0.0.1:8501/" in said(at)
    assert "**Spotify**" not in said(at)


def test_offline_one_sentence_stands_there(
    services: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODREC_OFFLINE", "1")
    at = open_page()
    assert not at.exception
    assert "moodrec is offline" in said(at)
    assert not keys(at)


def test_the_app_goes_back_to_the_address_that_the_visitor_had(services: Loopback) -> None:
    at = pressed(open_page(track=KNOWN, radius="0.1"), "login-test")
    at = open_page(APP, **came_back(at))
    assert not at.exception
    assert dict(at.query_params) == {"track": KNOWN, "radius": "0.1"}
    assert "Logged in as María" in said(at)
    assert at.text_input[0].value == "Calm to bright"


def test_the_app_goes_back_to_the_page_that_the_visitor_was_on(
    services: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOODREC_REDIRECT_URI")
    here = {"page": "reference_set", "kept": "yes"}
    at = pressed(open_at("http://127.0.0.1:8765/reference_set", **here), "login-test")
    at = open_page(APP, **came_back(at))
    assert services.members.asked["redirect_uri"] == "http://127.0.0.1:8765/"
    assert not at.exception
    assert "Bring tables of your own" in said(at)
    assert dict(at.query_params) == here


def test_what_the_browser_sent_before_does_not_overtake_the_way_back(services: Loopback) -> None:
    at = a_visit(APP)
    # The switch of pages was lost: this run has the page and the address from before.
    at.session_state[f"{visit.PREFIX}back"] = Kept("explore", (("x", ("tempo",)),))
    assert not at.run().exception
    assert at.session_state["page"] == "explore"
    assert dict(at.query_params) == {"x": "tempo"}
    at.query_params["x"] = "loudness"  # from now on the address is the visitor's
    assert dict(at.run().query_params) == {"x": "loudness"}


def test_a_log_in_in_the_sidebar_knows_the_page_that_is_turned_to(services: Loopback) -> None:
    at = a_visit(APP)
    at.session_state[f"{visit.PREFIX}asking"] = "sidebar"
    at.session_state["page"] = "explore"  # that of the run before
    assert not at.run().exception
    assert [one.kept.page for _, one in visit.pending()._waiting.values()] == ["find"]


@pytest.mark.parametrize("address", ["http://localhost:8765/", "http://192.168.1.2:8765/"])
def test_at_an_address_that_spotify_does_not_take_the_page_says_how_to_open_it(
    address: str, services: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOODREC_REDIRECT_URI")
    assert "open the app as `http://127.0.0.1:8765`" in said(open_at(address))


def test_no_key_code_verifier_or_state_is_in_a_page_an_address_or_a_log(
    services: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at = pressed(open_page(), "login-test")
    waiting = next(iter(visit.pending()._waiting.values()))[1]
    verifier = waiting.verifier.get_secret_value()
    address = login_address(at)
    assert verifier not in address + str(at.main) + repr(waiting)
    back = came_back(at)
    caplog.clear()  # what the pretended browser logged
    at = saved(open_page(**back))
    shown = f"{at.main}{at.sidebar}{dict(at.query_params)}{caplog.text}"
    assert "250 songs saved" in said(at)
    for secret in (verifier, back["code"], back["state"], *services.members.secrets_out()):
        assert secret not in shown


# --- The log-ins that wait ---------------------------------------------------------------


def a_pending(browser: str = "mine") -> Pending:
    return Pending(new_verifier(), REDIRECT, browser, Kept())


def test_a_log_in_ends_only_in_the_browser_where_it_began() -> None:
    waiting = PendingLogins()
    state = waiting.begin(a_pending())
    with pytest.raises(LoginFailed):
        waiting.take(state, "another's")
    with pytest.raises(LoginFailed):
        waiting.take(state, "mine")


def test_a_log_in_waits_ten_minutes() -> None:
    now = [0.0]
    waiting = PendingLogins(lambda: now[0])
    state, late = waiting.begin(a_pending()), waiting.begin(a_pending())
    now[0] = SECONDS
    assert waiting.has(late)
    waiting.take(state, "mine")
    now[0] += 1
    assert not waiting.has(late)
    with pytest.raises(LoginFailed):
        waiting.take(late, "mine")


def test_only_so_many_wait_and_the_oldest_give_way() -> None:
    waiting = PendingLogins()
    states = [waiting.begin(a_pending()) for _ in range(MOST + 2)]
    assert [waiting.has(state) for state in states[:3]] == [False, False, True]
    assert len(set(states)) == len(states)
    waiting.drop(states[2])
    assert not waiting.has(states[2])

"""Who is logged in, in this visit alone; how a log-in begins, and how everything is forgotten."""

from __future__ import annotations

import hashlib
import re
from itertools import cycle
from urllib.parse import urlsplit

import streamlit as st

from moodrec import settings, sources
from moodrec.errors import LoginNeeded, MoodrecError
from moodrec.settings import Settings, is_redirect
from moodrec.sources.account import Account, challenge_of, new_verifier
from moodrec.sources.listener import Listener
from moodrec.ui.account.pending import Kept, Pending, PendingLogins
from moodrec.ui.text import plain

PREFIX = "account-"
"""How every entry of the session begins that is about the account."""
BROWSER = "browser"
"""The entry that tells the browser; it outlives a log-out."""
_LISTENER = f"{PREFIX}listener"
_BEGUN = f"{PREFIX}begun"
_COOKIE = "_streamlit_xsrf"


@st.cache_resource(max_entries=1, show_spinner=False)
def pending() -> PendingLogins:
    """The log-ins that have begun, of all visitors."""
    return PendingLogins()


def account() -> Account | None:
    """Spotify's log-in; None offline and without a client id. Raises SettingsError."""
    found = settings.load()
    return None if found.offline else _account(found.spotify_client_id, found)


@st.cache_resource(max_entries=2, show_spinner=False)
def _account(client_id: str | None, _found: Settings) -> Account | None:  # noqa: ARG001  # key
    return sources.account_of(_found)


def listener() -> Listener | None:
    """The visitor, when they are logged in."""
    found: Listener | None = st.session_state.get(_LISTENER)
    return found


def welcome(found: Listener) -> None:
    """Logs a visitor in."""
    st.session_state[_LISTENER] = found


def log_out() -> None:
    """Forgets the visitor's key, name, playlists and everything else of their account."""
    if begun := st.session_state.get(_BEGUN):
        pending().drop(begun[0])
    for name in [name for name in st.session_state if str(name).startswith(PREFIX)]:
        del st.session_state[name]


def expire() -> None:
    """Forgets the key of a consent that has ended: the way on is another log-in."""
    st.session_state.pop(_LISTENER, None)


def tell(error: MoodrecError) -> None:
    """Tells what went wrong; a consent that has ended leads back to the log-in."""
    if isinstance(error, LoginNeeded):
        expire()
    st.error(plain(str(error)))


def offline() -> bool:
    """True when moodrec may ask nobody."""
    return settings.load().offline


def obstacle() -> str | None:
    """Why nobody can log in here, as a sentence in Markdown; None when they can."""
    if offline():
        return "moodrec is offline, so it cannot reach your Spotify account."
    if not settings.load().spotify_client_id:
        return (
            "For this, whoever runs this app sets `MOODREC_SPOTIFY_CLIENT_ID` to the client id "
            "of an app made at [developer.spotify.com/dashboard]"
            "(https://developer.spotify.com/dashboard), with "
            f"`{redirect() or 'http://127.0.0.1:8501/'}` among its redirect URIs. "
            "No client secret is needed."
        )
    if redirect() is None:
        port = urlsplit(st.context.url or "").port or 8501
        return (
            "Spotify brings nobody back to this address. On this machine open the app as "
            f"`http://127.0.0.1:{port}`; elsewhere it takes https."
        )
    return None


def redirect() -> str | None:
    """Where Spotify sends the browser back: what is set, else the root of this address."""
    if found := settings.load().redirect_uri:
        return found
    parts = urlsplit(st.context.url or "")
    root = f"{parts.scheme}://{parts.netloc}/"
    return root if is_redirect(root) else None


def login_address(kept: Kept) -> str:
    """Where the visitor logs in; the same at each run until it is used, or `kept` changes."""
    found, back = account(), redirect()
    if found is None or back is None:
        raise LoginNeeded("Spotify")
    state, before, address = st.session_state.get(_BEGUN, ("", None, ""))
    if before == kept and pending().has(state):
        return str(address)
    pending().drop(state)
    verifier = new_verifier()
    state = pending().begin(Pending(verifier, back, browser(), kept))
    address = found.authorize_url(state, challenge_of(verifier), back)
    st.session_state[_BEGUN] = (state, kept, address)
    return address


def finish(waiting: Pending, code: str) -> None:
    """Ends a log-in with the code that Spotify gave. Raises SourceError."""
    found = account()
    if found is None:
        raise LoginNeeded("Spotify")
    with st.spinner("Logging in …", show_time=False):
        welcome(Listener(found, found.exchange(code, waiting.verifier, waiting.redirect)))


def browser() -> str:
    """What tells this browser from any other, as a hash: nobody else's log-in ends in it.

    Its cookie is that of the visit's first request, so it is read once a visit.
    """
    if BROWSER not in st.session_state:
        st.session_state[BROWSER] = browser_of(st.context.cookies.get(_COOKIE, ""))
    return str(st.session_state[BROWSER])


def browser_of(cookie: str) -> str:
    """The browser that has this cookie.

    It is the secret in the cookie that Streamlit gives each browser against forged requests
    (Tornado's second format: `2|mask|masked secret|time`, with a new mask at each answer).
    Where that protection is switched off it is the same for all, and the state alone protects.
    """
    if parts := re.fullmatch(r"2\|([0-9a-f]{8})\|([0-9a-f]+)\|[0-9]+", cookie):
        mask, masked = bytes.fromhex(parts[1]), bytes.fromhex(parts[2])
        secret = bytes(one ^ other for one, other in zip(masked, cycle(mask), strict=False))
    else:
        secret = cookie.encode()
    return hashlib.sha256(secret).hexdigest()

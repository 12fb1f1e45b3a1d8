"""What comes back from Spotify's page of consent: taken out of the address, checked, used once."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from moodrec.errors import ConsentRefused, LoginFailed, MoodrecError, SourceUnavailable
from moodrec.ui import frame
from moodrec.ui.account import keeping, visit
from moodrec.ui.account.pending import Kept
from moodrec.ui.text import plain

_PROBLEM = f"{visit.PREFIX}problem"
_BACK = f"{visit.PREFIX}back"


def arrive() -> None:
    """Ends a log-in that comes back in the address, and leads to where the visitor was.

    To be called before a page runs. Above the page stands the list that was to be saved.
    """
    if answer := _taken():
        _arrived(answer)
    _go_back()
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain(problem))
    keeping.arrived()


def settle() -> None:
    """Notes that the visitor is back; to be called after a page ran to its end."""
    st.session_state.pop(_BACK, None)


def _taken() -> dict[str, str] | None:
    """The parameters of a log-in, which leave the address at once; None when there are none.

    A state alone is no log-in.
    """
    given = {name: st.query_params[name] for name in ("code", "state", "error")
             if name in st.query_params}  # fmt: skip
    if "state" not in given or len(given) == 1:
        return None
    for name in given:
        del st.query_params[name]
    return given


def _arrived(answer: dict[str, str]) -> None:
    try:
        waiting = visit.pending().take(answer["state"], visit.browser())
    except LoginFailed as error:
        if visit.listener() is None:  # else it is the address of a log-in that has ended well
            st.session_state[_PROBLEM] = str(error)
        return
    try:
        if code := answer.get("code"):
            visit.finish(waiting, code)
        elif answer.get("error") == "access_denied":
            raise ConsentRefused("Spotify")
        else:
            raise SourceUnavailable("Spotify", "its log-in service failed")
    except MoodrecError as error:
        st.session_state[_PROBLEM] = str(error)
    if waiting.kept.listing:
        keeping.resume(waiting.kept.listing, waiting.kept.saving)
    st.session_state[_BACK] = waiting.kept


def _go_back() -> None:
    """To the page and the address that the visitor had, until one run there comes to its end.

    Once is not enough: what the browser sends meanwhile, with the address that it had before,
    takes the place of a switch of pages that has not begun.
    """
    kept: Kept | None = st.session_state.get(_BACK)
    if kept is None:
        return
    query = {name: list(values) for name, values in kept.query}
    file = Path(f"pages/{kept.page}.py")
    if kept.page not in {"", frame.page()} and file.exists():
        st.switch_page(file, query_params=query)
    if frame.query() != query:
        st.query_params.from_dict(query)

"""What comes back from Spotify's page of consent: taken out of the address, checked, used once."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from moodrec.errors import ConsentRefused, LoginFailed, MoodrecError, SourceUnavailable
from moodrec.ui.account import keeping, visit
from moodrec.ui.account.pending import Kept
from moodrec.ui.text import plain

_PROBLEM = f"{visit.PREFIX}problem"


def arrive() -> None:
    """Ends a log-in that comes back in the address, and leads to where the visitor was.

    To be called before a page runs. Above the page stands the list that was to be saved.
    """
    if answer := _taken():
        _arrived(answer)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain(problem))
    keeping.arrived()


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
    _go_back(waiting.kept)


def _go_back(kept: Kept) -> None:
    """To the page and the address that the visitor had, with their list."""
    if kept.listing:
        keeping.resume(kept.listing, kept.saving)
    query = {name: list(values) for name, values in kept.query}
    file = Path(f"pages/{kept.page}.py")
    if kept.page and file.exists():
        st.switch_page(file, query_params=query)
    st.query_params.from_dict(query)

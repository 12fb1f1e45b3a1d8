"""Asks for the admin token where one is set, once a session, before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from moodrec import access, settings
from moodrec.errors import AdminTokenError, MoodrecError
from moodrec.ui.text import plain

_PASSED = "is_admin"  # only that the token was right stays in the session, never the token


def may_change() -> bool:
    """True when this visitor may change the reference set."""
    return not access.needed(settings.load()) or st.session_state.get(_PASSED, False)


def require() -> None:
    """Raises AdminTokenError unless this visitor may change the reference set."""
    if not may_change():
        raise AdminTokenError


def carry_out(about: str, action: Callable[[], object]) -> None:
    """Carries out what a button asks for; problem() tells what goes wrong."""
    try:
        require()
        action()
    except MoodrecError as error:
        st.session_state[f"problem-{about}"] = str(error)


def problem(about: str) -> None:
    """Tells what went wrong in carry_out(), once."""
    if text := st.session_state.pop(f"problem-{about}", None):
        st.error(plain(text))


def ask(key: str, scope: Literal["app", "fragment"] = "app") -> bool:
    """Draws the question for the token where it is needed; True once it was answered.

    `scope` is what is drawn anew then: a dialog stays open as a fragment.
    """
    if may_change():
        return True
    st.caption("To change the songs of this app takes its admin token.")
    with st.form(f"admin-{key}", border=False):
        given = st.text_input("Admin token", type="password", autocomplete="off")
        sent = st.form_submit_button("Unlock")
    if sent:
        try:
            access.check(settings.load(), given)
        except AdminTokenError as error:
            st.error(plain(str(error)))
        else:
            st.session_state[_PASSED] = True
            st.rerun(scope=scope)
    return False

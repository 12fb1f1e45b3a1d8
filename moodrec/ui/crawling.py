"""The crawl in the sidebar: its bar while it runs, and what to do when it does not."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import streamlit as st

from moodrec import news
from moodrec.crawl import Crawls
from moodrec.errors import MoodrecError
from moodrec.plan import Run
from moodrec.ui import crawl_form, guard
from moodrec.ui.text import plain

_LOOK = 1.0  # seconds between two looks at a crawl that runs
_WATCHED = "watched-crawl"
_ENDED = "ended-crawl"
_PROBLEM = "crawl-problem"


def panel(crawls: Crawls) -> None:
    """The button, and the newest crawl; while one runs its numbers move by themselves."""
    if st.button("Rebuild the crawl", icon=":material/travel_explore:", width="stretch"):
        crawl_form.show(crawls)
    run = crawls.latest()
    runs = run is not None and run.running
    st.fragment(_state, run_every=_LOOK if runs else None)(crawls, watched=runs)


def _state(crawls: Crawls, *, watched: bool) -> None:
    """The newest crawl; `watched` when this is drawn anew each second."""
    run = crawls.latest()
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain(problem))
    if run is None:
        return
    if run.running and not watched:
        st.rerun()  # the whole page, to watch from now on
    if run.running:
        st.session_state[_WATCHED] = run.number
        _running(crawls, run)
    elif st.session_state.get(_WATCHED) == run.number:
        st.session_state[_WATCHED] = None
        st.session_state[_ENDED] = run.number
        st.rerun()  # the whole page: the new set is on the plane from now on
    elif run.resumable:
        _resumable(crawls, run)
    elif st.session_state.get(_ENDED) == run.number:
        st.success(plain(news.state(run, _zone())))
        _small_print(run)


def _running(crawls: Crawls, run: Run) -> None:
    st.progress(run.share, text=plain(news.progress(run)))
    if run.message:
        st.caption(plain(run.message))
    _small_print(run)
    if guard.ask("stop"):
        st.button("Stop", key="stop-crawl", on_click=_do, args=(crawls.stop,))


def _resumable(crawls: Crawls, run: Run) -> None:
    st.warning(plain(news.state(run, _zone())))
    _small_print(run)
    if not guard.ask("resume"):
        return
    with st.container(horizontal=True):
        if run.state != "short":
            st.button(
                "Resume", type="primary", key="resume-crawl", on_click=_do, args=(crawls.resume,)
            )
        if run.found:
            st.button(
                f"Use {news.these(run.found)}",
                key="accept-crawl",
                on_click=_do,
                args=(crawls.accept,),
            )


def _small_print(run: Run) -> None:
    if text := news.left_out(run):
        st.caption(plain(text))


def _do(action: Callable[[], object]) -> None:
    """Carries out what a button asks for; what goes wrong is told in the sidebar."""
    try:
        guard.require()
        action()
    except MoodrecError as error:
        st.session_state[_PROBLEM] = str(error)


def _zone() -> ZoneInfo | None:
    """Where the visitor's clock stands."""
    name = st.context.timezone
    return ZoneInfo(name) if name else None

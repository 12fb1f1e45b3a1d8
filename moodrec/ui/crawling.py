"""The crawl in the sidebar: its bar while it runs, and what to do when it does not."""

from __future__ import annotations

import streamlit as st

from moodrec import news
from moodrec.crawl import Crawls
from moodrec.errors import MoodrecError
from moodrec.plan import Run
from moodrec.ui import crawl_form, guard
from moodrec.ui.frame import zone
from moodrec.ui.text import plain

_LOOK = 1.0  # seconds between two looks at a crawl that runs
_WATCHED = "watched-crawl"
_ENDED = "ended-crawl"
_ABOUT = "crawl"


def panel(crawls: Crawls) -> None:
    """The button, and the newest crawl; while one runs its numbers move by themselves."""
    if st.button("Rebuild the crawl", icon=":material/travel_explore:", width="stretch"):
        crawl_form.show(crawls)
    run = crawls.latest()
    runs = run is not None and run.running
    st.fragment(_state, run_every=_LOOK if runs else None)(crawls, watched=runs)


def _state(crawls: Crawls, *, watched: bool) -> None:
    """The newest crawl; `watched` when this is drawn anew each second."""
    guard.problem(_ABOUT)
    try:
        run = crawls.latest()
    except MoodrecError as error:
        st.error(plain(str(error)))
        return
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
        st.success(plain(news.state(run, zone())))
        _small_print(run)


def _running(crawls: Crawls, run: Run) -> None:
    st.progress(run.share, text=plain(news.progress(run)))
    if run.message:
        st.caption(plain(run.message))
    _small_print(run)
    if guard.ask("stop"):
        st.button("Stop", key="stop-crawl", on_click=guard.carry_out, args=(_ABOUT, crawls.stop))


def _resumable(crawls: Crawls, run: Run) -> None:
    st.warning(plain(news.state(run, zone())))
    _small_print(run)
    if not guard.ask("resume"):
        return
    with st.container(horizontal=True):
        if run.state != "short":
            st.button(
                "Resume",
                type="primary",
                key="resume-crawl",
                on_click=guard.carry_out,
                args=(_ABOUT, crawls.resume),
            )
        if run.found:
            st.button(
                f"Use {news.these(run.found)}",
                key="accept-crawl",
                on_click=guard.carry_out,
                args=(_ABOUT, crawls.accept),
            )


def _small_print(run: Run) -> None:
    if text := news.left_out(run):
        st.caption(plain(text))

"""The small form that starts a crawl: who is asked, for what, and how fast."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from moodrec import news
from moodrec.crawl import About, Crawls, Offer
from moodrec.errors import MoodrecError
from moodrec.plan import LONGEST_PAUSE, Plan
from moodrec.texts import counted, duration
from moodrec.ui import cache, guard
from moodrec.ui.text import plain


@st.dialog("Rebuild the crawl", icon=":material/travel_explore:")
def show(crawls: Crawls) -> None:
    """Shows the form, or the crawl that runs already."""
    run = crawls.latest()
    if run and run.running:
        st.info(f"A crawl is running already: {plain(news.progress(run))}")
        st.write("Only one runs at a time. It stands in the sidebar, where it can be stopped.")
        return
    if not guard.ask("crawl", scope="fragment"):
        return
    plan = _plan(cache.offers())
    if plan is None:
        return
    if run and run.resumable:
        st.warning(f"This gives up the crawl that stopped with {counted(run.found, 'song')}.")
    if st.button("Start", type="primary", key="start-crawl"):
        _start(crawls, plan)


def _start(crawls: Crawls, plan: Plan) -> None:
    try:
        guard.require()
        crawls.start(plan)
    except MoodrecError as error:
        st.error(plain(str(error)))
    else:
        st.rerun()


def _plan(offers: tuple[Offer, ...]) -> Plan | None:
    """The plan that the form describes; None when no source can be used."""
    possible = {offer.about.name: offer for offer in offers if offer.possible}
    if possible:
        name = st.radio(
            "Where from",
            list(possible),
            format_func=lambda name: possible[name].about.title,
            key="crawl-source",
        )
        st.caption(plain(possible[name].words))
    for offer in offers:
        if not offer.possible:
            st.caption(f":material/block: **{offer.about.title}**: {plain(offer.words)}")
    return _details(possible[name].about) if possible else None


def _details(about: About) -> Plan:
    """The rest of the form; a download has nothing to choose."""
    genres: list[str] = []
    per_genre, pause = about.usual, 0.2
    if about.genres:
        genres = st.multiselect(
            "Genres",
            about.genres,
            placeholder=f"All {len(about.genres)} genres",
            accept_new_options=about.any_genre,
            key=f"genres-{about.name}",
        )
    if about.a_page:
        left, right = st.columns(2)
        unit = "genre" if about.genres else "cell of the plane"
        per_genre = left.number_input(
            f"Tracks per {unit}", 1, about.most, about.usual, key=f"per-{about.name}"
        )
        pause = right.number_input(
            "Pause in seconds", 0.0, LONGEST_PAUSE, 0.2, 0.1, key=f"pause-{about.name}"
        )
    keep = st.toggle("Keep the present songs too", about.keeps, key=f"keep-{about.name}")
    plan = Plan(about.name, tuple(genres), per_genre, pause, keep=keep)
    if calls := about.calls(plan):
        st.caption(f"About {counted(calls, 'call')}, at least {duration(calls * pause)}.")
    at_least = st.number_input(
        "Use the new set only with at least so many new songs",
        1,
        value=about.needed(plan),
        key=f"at-least-{about.name}-{about.needed(plan)}",
    )
    return replace(plan, at_least=at_least)

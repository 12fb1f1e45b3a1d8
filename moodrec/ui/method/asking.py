"""The song whose list is laid open: pasted, or that of an address, or an example."""

from __future__ import annotations

import streamlit as st

from moodrec import words
from moodrec.method.steps import SONGS
from moodrec.model import MoodPoint, Query, Recommendation
from moodrec.service import Service
from moodrec.ui import cache, question, state
from moodrec.ui.text import plain


def ask(service: Service) -> Recommendation:
    """Draws the link box; gives the article's list for the song. Raises MoodrecError."""
    question.link_box("Show", several=False)
    seed = seed_of(service)
    answer = cache.recommend(service, Query.of_the_article(seed, SONGS))
    st.markdown(f"#### {_name(answer)}")
    if not state.seeds()[0]:
        st.caption("An example. Paste a link above to see the same of another song.")
    if features := answer.seed.features:
        st.caption(plain(f"Mood: {words.origin(features.source, features.fetched_at)}."))
    for notice in answer.notices:
        st.caption(plain(notice))
    return answer


def seed_of(service: Service) -> str | MoodPoint:
    """What the address asks about, else the best-known song of the set."""
    return state.first() or service.overview.examples[0].id


def _name(answer: Recommendation) -> str:
    track = answer.seed.track
    return plain(words.by_line(track)) if track else f"The mood {answer.seed.point}"

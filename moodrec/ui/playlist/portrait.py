"""A list over the plane: its centre and spread, what it has more and less of, its odd ones out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from moodrec import words
from moodrec.figures import Figure
from moodrec.figures import playlist as drawn
from moodrec.model import PlacedTrack
from moodrec.playlist import sentences
from moodrec.playlist.odd import OddOnes, odd_ones
from moodrec.playlist.portrait import Portrait, portrait
from moodrec.service import Service
from moodrec.ui import cache, chart, frame, picks
from moodrec.ui.text import plain

_PLANE = "playlist-plane"


def show(
    service: Service, songs: Sequence[PlacedTrack], weights: Sequence[float] | None = None
) -> tuple[str, Callable[[], Figure]]:
    """The portrait of placed songs; `weights` are plays. Raises QueryError.

    Gives the key of its chart, and what draws that once more.
    """
    told = portrait(songs, service.index, weights)
    odd = odd_ones(songs, service.index.percentiles)
    left, right = st.columns([1, 1])
    with left:
        figure = _plane(service, songs, told, odd, weights)
    with right:
        for sentence in sentences.about(told):
            st.write(plain(sentence))
        _odd(odd)
        _clicked(songs, offline=service.offline)
    _beside_the_set(told)
    return _PLANE, figure


def _plane(
    service: Service,
    songs: Sequence[PlacedTrack],
    told: Portrait,
    odd: OddOnes,
    weights: Sequence[float] | None,
) -> Callable[[], Figure]:
    palette, overview = frame.palette(), service.overview
    backdrop = cache.background(overview.version, palette, overview)
    figure = partial(drawn.portrait, backdrop, songs, told, odd, palette, weights)
    alt = f"Your list on the mood plane. {sentences.about(told)[0]}"
    chart.square(figure(), key=_PLANE, alt=alt, on_click="rerun")
    part = (
        f" {drawn.DRAWN} of its {len(songs):,} songs are drawn." if len(songs) > drawn.DRAWN else ""
    )
    plays = " Larger dots were played more." if weights is not None else ""
    st.caption(
        f"The cross is the mean; the dashed line is one standard deviation around it.{plays}{part}"
    )
    return figure


def _odd(odd: OddOnes) -> None:
    """The odd ones by number, each with the reason."""
    if odd.named:
        st.markdown("##### Odd ones out")
    st.write(plain(sentences.oddities(odd)))
    st.markdown(
        "\n".join(
            f"{number}. **{plain(words.by_line(one.song.track))}**: "
            f"{plain(sentences.why_odd(one))}."
            for number, one in enumerate(odd.named, start=1)
        )
    )


def _clicked(songs: Sequence[PlacedTrack], *, offline: bool) -> None:
    """The player of a song that was clicked on the plane."""
    points = st.session_state.get(_PLANE, {}).get("selection", {}).get("points", [])
    wanted = points[0].get("id") if points else None
    song = next((one for one in songs if one.track.id == wanted), None) if wanted else None
    if song is not None:
        st.markdown(f"**{plain(words.by_line(song.track))}**")
        picks.player(song.track, offline=offline)


def _beside_the_set(told: Portrait) -> None:
    with st.expander("Beside the set: moods and sound"):
        left, right = st.columns([1, 1])
        with left:
            chart.square(
                drawn.difference(told.regions, frame.palette()),
                key="playlist-regions",
                alt="The list's share of each mood, and the set's.",
            )
        with right:
            st.caption(
                "In each mood: the list's share above, the set's below. + and − mark what is no "  # noqa: RUF001  # a minus
                "chance (exact binomial tests, 5 % over all moods together)."
            )
            _numbers(told)


def _numbers(told: Portrait) -> None:
    """The median of each feature, and where it stands in the set."""
    axes = (
        ("valence", told.median.valence, told.brighter_than),
        ("energy", told.median.energy, told.livelier_than),
    )
    rows = [
        *axes,
        *((one.name, one.median, one.percentile) for one in told.sound),
    ]
    table = pd.DataFrame(rows, columns=["feature", "median", "of the set is lower"])
    table["median"] = [float(f"{median:.3g}") for median in table["median"]]
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "of the set is lower": st.column_config.ProgressColumn(
                format="percent", min_value=0, max_value=1, width="small"
            )
        },
        alt="The median of each feature in the list, and how much of the set is lower",
    )

"""The neighbours to listen to, to go on from, and to take away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pyarrow as pa
import streamlit as st

from moodrec import reasons, words
from moodrec.exports.answer import listing
from moodrec.filters import Filters
from moodrec.model import FEATURE_NAMES, Neighbour, Recommendation, Ring, Track
from moodrec.mood import describe
from moodrec.opening import Recommender
from moodrec.ui import board, filtering, spotify, state, takeaway
from moodrec.ui.frame import LIST, palette
from moodrec.ui.text import plain

MORE = "more-steps"
"""Key of the button that shows what else can be done with a pick."""
_PLAYER = "https://open.spotify.com/embed/track/{id}?utm_source=generator"
_COMPACT = 80  # pixels: the lowest height of Spotify's player
_LIST_HEIGHT = 400  # pixels
_REPEATED = {"mood", "source"}
_UNSCROLLED = 5  # a longer list scrolls


def show(asked: Recommender, answer: Recommendation, chosen: Filters) -> Neighbour | None:
    """The picks as a list, with a player for the chosen one, which is returned."""
    by_id = {neighbour.track.id: neighbour for neighbour in answer.neighbours}
    if not by_id:
        _nothing(answer, chosen)
        return None
    numbers = {track_id: number for number, track_id in enumerate(by_id, start=1)}
    with st.container(height=_LIST_HEIGHT if len(by_id) > _UNSCROLLED else "content", border=False):
        picked = st.radio(
            "Songs that feel the same",
            list(by_id),
            format_func=lambda track_id: f"{numbers[track_id]}\\. {_label(by_id[track_id].track)}",
            captions=[_caption(neighbour, answer.ring) for neighbour in by_id.values()],
            key=LIST,
        )
    player(by_id[picked].track, offline=asked.offline)
    _next_steps(by_id[picked].track, chosen, subtract=bool(asked.whole))
    return by_id[picked]


def _nothing(answer: Recommendation, chosen: Filters) -> None:
    """Why the list is empty, and what to do."""
    if answer.emptied is None:
        st.info("There is no other song for this list, but for versions of the seeds.")
        return
    st.info(plain(reasons.emptied(answer.emptied)))
    name = reasons.filter_name(answer.emptied.filter)
    filtering.relax(chosen, answer.emptied.filter, f"Do without {plain(name)}", key="relax")


def _next_steps(track: Track, chosen: Filters, *, subtract: bool) -> None:
    """What can be done with a pick; to keep away from it takes the whole set in memory."""
    with st.container(horizontal=True):
        st.button("Go on from here", on_click=state.choose, args=(track.id,), key="go-on")
        more = st.popover("More", icon=":material/more_horiz:", key=MORE, on_change="rerun")
        if not more.open:
            return  # what nobody sees need not be sent
        with more:
            st.button("Like this one too", on_click=state.add, args=(track.id,), key="add")
            if subtract:
                st.button(
                    "Not like this one", on_click=state.subtract, args=(track.id,), key="less"
                )
            for name in dict.fromkeys(track.artists):
                st.button(
                    f"Nothing by {plain(name)}",
                    key=f"without-{name}",
                    on_click=state.sift,
                    args=(chosen.without_artist(name),),
                )
            st.link_button("Open in Spotify", track.url)


def player(track: Track, *, offline: bool, place: int | None = None) -> None:
    """Spotify's embed player; offline a word of explanation instead.

    Where several are drawn, `place` says which of its two places this one takes, 0 or 1:
    the other one whenever its track changes.
    """
    if offline:
        st.caption("The player is left out, because moodrec is offline.")
        return
    # A frame that gets another address adds a step to the browser's history, and Back would
    # turn to the last player. In another place it is a new frame, which adds none.
    places = [st.empty(), st.empty()]
    place = state.place("playing", track.id) if place is None else place
    places[place].iframe(
        _PLAYER.format(id=track.id), height=_COMPACT, alt=f"Player: {words.by_line(track)}"
    )


def table(answer: Recommendation) -> None:
    """The neighbours with all values; a chosen row becomes the new seed."""
    if not answer.neighbours:
        return
    key = f"table-{state.place('listed', answer.seed.track or answer.seed.point)}"

    def chosen() -> None:
        for row in st.session_state[key]["selection"]["rows"]:
            state.choose(answer.neighbours[row].track.id)

    st.dataframe(
        _columns(answer.neighbours),
        key=key,
        hide_index=True,
        on_select=chosen,
        selection_mode="single-row",
        column_config={
            "mark": st.column_config.ImageColumn("", width=36),
            "url": st.column_config.LinkColumn("link", display_text="Spotify"),
        },
        alt="The neighbours with all their values",
    )


def take_away(asked: Recommender, answer: Recommendation) -> None:
    """The neighbours and the plane to take away; the page's address is its state already.

    The pages that take them on need the whole set in memory.
    """
    takeaway.show(
        partial(listing, answer),
        key="find",
        chart=board.PLANE,
        figure=partial(board.drawn, asked.overview, answer, palette()),
        onward=bool(asked.whole),
    )


def _label(track: Track) -> str:
    artists = f" – {plain(track.artist_line)}" if track.artists else ""
    return f"**{plain(track.title)}**{artists}"


def _caption(neighbour: Neighbour, ring: Ring) -> str:
    mark = f"{spotify.MARK} " if _from_spotify(neighbour) else ""
    return mark + plain(reasons.reason(neighbour, ring))


def _from_spotify(neighbour: Neighbour) -> bool:
    return spotify.told(neighbour.track.source, neighbour.features.source)


def _columns(neighbours: Sequence[Neighbour]) -> pa.Table:
    """What is known of each, without columns of which nothing is; a repeated text is sent once."""
    told = [_row(neighbour) for neighbour in neighbours]
    columns = {name: pa.array([row[name] for row in told]) for name in told[0]}
    return pa.table(
        {
            name: column.dictionary_encode() if name in _REPEATED else column
            for name, column in columns.items()
            if column.null_count < len(column)
        }
    )


def _row(neighbour: Neighbour) -> dict[str, object]:
    track, features = neighbour.track, neighbour.features
    return {
        "mark": spotify.ICON if _from_spotify(neighbour) else None,
        "title": track.title,
        "artists": track.artist_line,
        "genre": track.genre,
        "mood": describe(neighbour.point),
        "distance": round(neighbour.distance, 6),
        **{name: getattr(features, name) for name in FEATURE_NAMES},
        "popularity": track.popularity,
        "year": track.year,
        "album": track.album,
        "duration_ms": track.duration_ms,
        "url": track.url,
        "source": features.source,
    }

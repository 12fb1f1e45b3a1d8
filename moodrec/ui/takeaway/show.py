"""What a page offers to take away: files, links, pictures, and a link to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from moodrec import exports, figures
from moodrec.errors import SharedStateError
from moodrec.exports import Format
from moodrec.figures import Figure, Palette
from moodrec.listing import Listing
from moodrec.ui import account, frame, handover
from moodrec.ui.takeaway import link, picture
from moodrec.ui.text import plain

LABEL = "Take it away"
_MOST_LINKS = 500  # of a block to copy, which is sent to the browser; the file has all
_PAGE = "One HTML file of 5 MB with the figure and its hover cards, which needs no network."
_BLOCK = 160  # pixels


def show(  # noqa: PLR0913  # keywords, each told apart by its name
    listing: Callable[[], Listing],
    *,
    key: str,
    chart: str | None = None,
    figure: Callable[[], Figure] | None = None,
    state: Callable[[], Mapping[str, Any]] | None = None,
    onward: bool = True,
) -> None:
    """A popover with all ways to take a list away; `key` is no other list's on the page.

    `chart` is the key of the chart that is saved as a picture, `figure` gives the one that
    becomes a page of its own: it is called after the page's run, so it asks nothing of
    Streamlit, such as the theme. `state` gives JSON's values, which `restored` gives back;
    without it the address of the page is the link. With `onward` other pages take the list too.
    List and state are made once the popover is open, files when they are asked for.
    """
    popover = st.popover(
        LABEL, icon=":material/download:", key=f"takeaway-{key}", on_change="rerun"
    )
    if not popover.open:
        return  # what nobody sees need not be sent
    made = listing()
    with popover, st.container(key=f"{frame.ROOMY}{key}"):
        if made.entries:
            _files(made, key)
            _links(made)
            if onward:
                handover.buttons(made, key=key)
        if chart or figure:
            _pictures(made, key, chart, figure)
        back = _link(state() if state else None)
        if made.entries:
            st.markdown("**Save to Spotify**")
            account.save(made, key=key, back=back)


def _link(state: Mapping[str, Any] | None) -> dict[str, list[str]] | None:
    """The link that restores the page; None, and a sentence, where no link can."""
    try:
        parameters = link.parameters(state)
    except SharedStateError as error:
        st.caption(plain(str(error)))
        return None
    link.show(parameters)
    return parameters


def _files(listing: Listing, key: str) -> None:
    with st.container(horizontal=True):
        for name, form in exports.FORMATS.items():
            _button(form, listing, f"{key}-{name}")


def _links(listing: Listing) -> None:
    """The links to be copied, when they are few enough for a page."""
    if len(listing.entries) > _MOST_LINKS:
        return
    st.caption("Copy these links and paste them into a playlist of Spotify's desktop app")
    links = exports.FORMATS["links"].write(listing).decode()
    st.code(links, language=None, height=_BLOCK)


def _pictures(
    listing: Listing, key: str, chart: str | None, figure: Callable[[], Figure] | None
) -> None:
    if chart:
        picture.show(chart, exports.file_name(listing, "").rstrip("."), f"{key}-picture")
    if figure:
        write = partial(_page, figure, frame.palette())
        _button(
            Format("Picture as a page", "html", "text/html", _PAGE, write), listing, f"{key}-page"
        )


def _page(figure: Callable[[], Figure], palette: Palette, listing: Listing) -> bytes:
    return figures.page(figure(), listing.title, listing.about, palette)


def _button(form: Format, listing: Listing, key: str) -> None:
    st.download_button(
        form.name,
        partial(form.write, listing),
        file_name=exports.file_name(listing, form.ending),
        mime=form.mime,
        on_click="ignore",
        key=key,
        help=form.about,
    )

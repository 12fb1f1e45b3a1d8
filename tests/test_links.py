"""Links: the table of what people paste, and the law that any text gives a link or an error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moodrec import links
from moodrec.errors import LinkError
from moodrec.links import Link

ID = "3JOVTQ5h8HGFnDdp4VT3MP"


@pytest.mark.parametrize(
    "text",
    [
        f"https://open.spotify.com/track/{ID}",
        f"http://open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}?si=7b1f2c3d4e5f6071",
        f"open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}#t=30",
        f"https://open.spotify.com/track/{ID}/",
        f"  https://open.spotify.com/track/{ID}\r\n",
        f"\u200bhttps://open.spotify.com/track/{ID}\ufeff",
        f"HTTPS://OPEN.SPOTIFY.COM/track/{ID}",
        f"https://open.spotify.com/intl-de/track/{ID}",
        f"https://open.spotify.com/intl-pt-BR/track/{ID}",
        f"https://open.spotify.com/intl-es-419/track/{ID}",
        f"https://open.spotify.com/embed/track/{ID}?utm_source=generator",
        f"spotify:track:{ID}",
        f"https://play.spotify.com/track/{ID}",
        ID,
        f"\n{ID}\t",
        f'"{ID}"',
        f"<https://open.spotify.com/track/{ID}>",
        f"Listen to this: https://open.spotify.com/track/{ID}?si=1, it is great",
        f"https://open.spotify.com/track/{ID} https://open.spotify.com/track/{ID}",
    ],
)
def test_every_form_of_a_track_link_gives_its_id(text: str) -> None:
    assert links.parse(text) == Link("track", ID)


@pytest.mark.parametrize("kind", ["album", "playlist", "artist", "episode"])
@pytest.mark.parametrize(
    "form",
    ["https://open.spotify.com/{}/{}", "spotify:{}:{}", "https://open.spotify.com/user/me/{}/{}"],
)
def test_other_links_give_their_kind_and_advice(kind: str, form: str) -> None:
    link = links.parse(form.format(kind, ID))
    assert (link.kind, link.id) == (kind, ID)
    with pytest.raises(LinkError, match=kind):
        links.require_track(link)


@pytest.mark.parametrize("host", ["spotify.link", "spoti.fi", "spotify.app.link"])
def test_short_links_are_recognised_and_left_to_the_network(host: str) -> None:
    assert links.parse(f"{host}/AbCdEf") == Link("short", f"https://{host}/AbCdEf")
    with pytest.raises(LinkError, match="Open it in a browser"):
        links.require_track(links.parse(f"https://{host}/AbCdEf"))


@pytest.mark.parametrize(
    "text",
    [
        f"https://evil.example/open.spotify.com/track/{ID}",
        f"https://openXspotify.com/track/{ID}",
        f"https://open.spotify.com@evil.example/track/{ID}",
        f"https://user:password@open.spotify.com/track/{ID}",
        f"https://open.spotify.com:8080/track/{ID}",
        f"https://open.spotify.com.evil.example/track/{ID}",
        f"ftp://open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}\nhttps://open.spotify.com/track/{ID[::-1]}",
        f"{ID} {ID}",
        f"look: {ID}",
        f"https://open.spotify.com/track/{ID[:-1]}",
        f"https://open.spotify.com/track/{ID}A",
        ID[:-1],
        f"{ID}A",
        "\uff13JOVTQ5h8HGFnDdp4VT3MP",  # a full-width 3
        f"https://open.spotify.com\\track\\{ID}",
        f"spotify:user:{ID}",
        f"https://open.spotify.com/short/{ID}",
        "https://spotify.link/",
        "https://open.spotify.com/track",
        "https://open.spotify.com",
        "https://[",
        "hello",
        "   ",
        "",
    ],
)
def test_anything_else_is_answered_by_the_expected_form(text: str) -> None:
    with pytest.raises(LinkError, match=r"https://open\.spotify\.com/track/"):
        links.parse(text)


URL_PIECES = st.lists(
    st.sampled_from(
        ["https://", "http:", "//", "open.spotify.com", "spotify.link", "/", "track", "album", ID,
         "intl-de", "embed", "?si=", "#", "@", ":", "[", "]", "\\", " ", "\n", "spotify:", "%2F"]
    )
).map("".join)  # fmt: skip


@given(st.text() | URL_PIECES)
@example("https://[")
@example("//[::1")
def test_any_text_gives_a_link_or_a_link_error(text: str) -> None:
    try:
        link = links.parse(text)
    except LinkError:
        return
    assert link.kind == "short" or links.is_track_id(link.id)
    assert ID in text or link.kind == "short"

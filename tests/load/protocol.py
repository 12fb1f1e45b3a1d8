"""One visitor's connection: what a browser tab says to Streamlit and is told, without a browser.

The messages are Streamlit's own (`BackMsg`, `ForwardMsg`); the handshake, the cache of large
elements and the values that are sent again are those of its page.
"""

from __future__ import annotations

import asyncio
import time
import urllib.request
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

LONGEST = 60.0
"""Seconds for which an answer is waited for."""
_TEXT = 200  # characters of an error that are kept
_XSRF = "_streamlit_xsrf"
_ONCE = {"trigger_value", "string_trigger_value", "json_trigger_value"}
_DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one action: seconds to the end of the script, bytes, and what went wrong."""

    seconds: float
    received: int
    problems: tuple[str, ...] = ()


class Tab:
    """An open page: where it is, what is drawn on it, and what was typed and chosen there."""

    def __init__(self, socket: ClientConnection, address: str) -> None:
        self._socket = socket
        self._address = address
        self.query = ""
        self._page = ""
        self._pages: dict[str, str] = {}
        self._values: dict[str, WidgetState] = {}
        self._kept = _Kept()
        self._fragments: dict[str, str] = {}
        self._running: set[str] = set()
        self._fresh: set[str] = set()
        self.drawn: dict[str, Any] = {}

    @property
    def page(self) -> str:
        """The path of the page that is open; empty for the first one."""
        return next((path for path, known in self._pages.items() if known == self._page), "")

    async def open(self) -> Answer:
        """Asks for the page as it is."""
        return await self._ask(())

    async def turn_to(self, path: str) -> Answer:
        """Follows a link of the navigation."""
        self._page, self.query = self._pages[path], ""
        return await self._ask(())

    async def send(self, *values: WidgetState) -> Answer:
        """Sends the changed values of widgets; those of buttons count once, others stay.

        It asks for the fragment alone that the last of them stands in.
        """
        once = [one for one in values if one.WhichOneof("value") in _ONCE]
        self._values |= {one.id: one for one in values if one not in once}
        changed = (part for name, part in self._fragments.items() if name in values[-1].id)
        return await self._ask(once, fragment=next(changed, ""))

    async def _ask(self, once: Iterable[WidgetState], fragment: str = "") -> Answer:
        asked = BackMsg()
        state = asked.rerun_script
        state.fragment_id = fragment
        state.query_string, state.page_script_hash = self.query, self._page
        state.widget_states.widgets.extend([*self._values.values(), *once])
        state.cached_message_hashes.extend(self._kept.hashes())
        state.context_info.url = f"{self._address}/"
        start = time.perf_counter()
        received, problems = 0, []
        try:
            async with asyncio.timeout(LONGEST):
                await self._socket.send(asked.SerializeToString())
                async for size, told in _until_finished(self._socket):
                    received += size
                    problems += self._take(told)
        except TimeoutError:
            problems.append(f"no answer in {LONGEST:g} s")
        except ConnectionClosed as closed:
            problems.append(f"the connection ended: {closed}")
        return Answer(time.perf_counter() - start, received, tuple(problems))

    def _take(self, told: ForwardMsg) -> list[str]:
        """Does what the page does with a message; says what is wrong with it."""
        kind = told.WhichOneof("type")
        if kind == "new_session":
            self._begin(told)
        elif kind == "navigation":
            self._pages = {page.url_pathname: page.page_script_hash
                           for page in told.navigation.app_pages}  # fmt: skip
            self._page = told.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = told.page_info_changed.query_string
        elif kind == "script_finished":
            self._end(told.script_finished)
        elif kind in {"delta", "ref_hash"}:
            return self._draw(told)
        return [kind] if kind == "page_not_found" else _of_the_end(told)

    def _begin(self, told: ForwardMsg) -> None:
        self._running = set(told.metadata.run.fragment_ids)
        self._fresh = set()
        self._kept.longest = told.new_session.config.max_cached_message_age or self._kept.longest

    def _end(self, status: int) -> None:
        if status != _AGAIN:  # what is drawn at the next try may still be told by its hash
            self._kept.grow_older(self._running)
        if status in _DONE:
            self.drawn = {key: one for key, one in self.drawn.items() if self._stays(one.id)}
            here = {one.id for one in self.drawn.values()}
            self._values = {name: one for name, one in self._values.items() if name in here}

    def _stays(self, name: str) -> bool:
        """True for a widget that was drawn in this run, or stands outside its fragments."""
        outside = self._running and self._fragments[name] not in self._running
        return name in self._fresh or bool(outside)

    def _draw(self, told: ForwardMsg) -> list[str]:
        """Keeps the widgets of an element or a block by their keys."""
        told = self._kept.whole(told)
        if told.delta.WhichOneof("type") == "add_block":
            block = told.delta.add_block
            self._note(getattr(block, block.WhichOneof("type") or "vertical"), told)
            return []
        element = told.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return []
        self._note(getattr(element, kind), told)
        return _shown(element)

    def _note(self, widget: Any, told: ForwardMsg) -> None:
        if name := getattr(widget, "id", ""):
            self.drawn[name.split("-", 2)[-1]] = widget
            self._fragments[name] = told.delta.fragment_id
            self._fresh.add(name)
            if getattr(widget, "set_value", False):  # the script chose: what was typed is over
                self._values.pop(name, None)


class _Kept:
    """The large messages that a tab keeps for some runs, so that a hash can stand for them."""

    def __init__(self) -> None:
        self.longest = 2  # runs
        self._run = 0
        self._messages: dict[str, tuple[int, ForwardMsg]] = {}

    def hashes(self) -> list[str]:
        return list(self._messages)

    def whole(self, told: ForwardMsg) -> ForwardMsg:
        """The message, or the one that its hash stands for."""
        name = told.ref_hash or told.hash
        message = self._messages[name][1] if told.ref_hash else told
        if told.ref_hash or told.metadata.cacheable:
            self._messages[name] = (self._run, message)
        return message

    def grow_older(self, fragments: set[str]) -> None:
        """Ends a run: of these fragments alone, where there are any."""
        self._run += 1
        self._messages = {
            name: (last, message)
            for name, (last, message) in self._messages.items()
            if self._run - last <= self.longest
            or (fragments and message.delta.fragment_id not in fragments)
        }


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Tab]:
    """A tab on the app at this address, connected as a browser connects."""
    token = await asyncio.to_thread(_token, address)
    async with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        origin=address,  # type: ignore[arg-type]  # a NewType of str
        subprotocols=["streamlit", token],  # type: ignore[list-item]  # likewise
        additional_headers={"Cookie": f"{_XSRF}={token}"},
        max_size=None,
        proxy=None,
    ) as socket:
        yield Tab(socket, address)


def _token(address: str) -> str:
    """The token against forged requests, which the page gets as a cookie."""
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=LONGEST) as answer:
        cookies = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    return cookies[_XSRF].value if _XSRF in cookies else "PLACEHOLDER_AUTH_TOKEN"


async def _until_finished(socket: ClientConnection) -> AsyncIterator[tuple[int, ForwardMsg]]:
    """The messages and their bytes up to the script's end; one that begins again has not ended."""
    while True:
        raw = await socket.recv(decode=False)
        told = ForwardMsg.FromString(raw)
        yield len(raw), told
        if told.WhichOneof("type") == "script_finished" and told.script_finished != _AGAIN:
            return


def _of_the_end(told: ForwardMsg) -> list[str]:
    failed = told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
    return ["the script does not compile"] if failed else []


def _shown(element: Element) -> list[str]:
    """The exception or the error that an element shows to the visitor."""
    if element.WhichOneof("type") == "exception":
        return [_short(f"{element.exception.type}: {element.exception.message}")]
    if element.WhichOneof("type") == "alert" and element.alert.format == Alert.ERROR:
        return [_short(element.alert.body)]
    return []


def _short(text: str) -> str:
    return text.strip().partition("\n")[0][:_TEXT]

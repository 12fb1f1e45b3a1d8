"""What a visitor does: pastes a link, clicks the plane, turns a knob, turns to another page."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Sequence

from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from moodrec.figures.plane import DOTS_TRACE
from moodrec.ui import board, knobs, state
from tests.load.measure import OPEN
from tests.load.protocol import Answer, Tab, opened

Note = Callable[[str, Answer], None]
"""Takes what came of an action, under its name."""

PAGES = ("explore", "journey", "playlist", "method")
_KNOBS = ("wish-familiar", "wish-sound", "wish-variety", "wish-surprise")


class Visitor:
    """Somebody at a tab, who knows some track ids and chooses at random what to do."""

    def __init__(self, tab: Tab, ids: Sequence[str], chance: random.Random) -> None:
        self._tab = tab
        self._ids = ids
        self._chance = chance

    async def act(self) -> tuple[str, Answer]:
        """Does one thing, with its name: on another page than the first goes back there."""
        if self._tab.page:
            return "page find", await self._tab.turn_to("")
        wanted = self._chance.choice((self.paste, self.click, self.knob, self.turn))
        try:
            return await wanted()
        except KeyError as absent:
            return wanted.__name__, Answer(0.0, 0, (f"the page does not show {absent}",))

    async def paste(self) -> tuple[str, Answer]:
        """Puts the link of a song into the box and presses Find."""
        link = f"https://open.spotify.com/track/{self._chance.choice(self._ids)}"
        typed = WidgetState(id=self._id(state.TYPED), string_value=link)
        sent = WidgetState(id=self._id("FormSubmitter:paste-Find"), trigger_value=True)
        return "paste", await self._tab.send(typed, sent)

    async def click(self) -> tuple[str, Answer]:
        """Clicks an empty spot of the plane."""
        plane = self._tab.drawn[board.PLANE]
        clicked = _on_component if isinstance(plane, BidiComponent) else _on_chart
        spot = {"x": self._chance.random(), "y": self._chance.random()}
        return "click", await self._tab.send(clicked(plane.id, spot))

    async def knob(self) -> tuple[str, Answer]:
        """Moves one of the four knobs; opens what they are behind, where that is closed."""
        name = self._chance.choice([one for one in _KNOBS if one in self._tab.drawn] or [""])
        if not name:
            open_ = WidgetState(id=self._id(knobs.OPEN), bool_value=True)
            return "open knobs", await self._tab.send(open_)
        turned = WidgetState(id=self._id(name))
        turned.double_array_value.data.append(self._chance.randint(0, 20) / 20)
        return "knob", await self._tab.send(turned)

    async def turn(self) -> tuple[str, Answer]:
        """Turns to one of the other pages."""
        path = self._chance.choice(PAGES)
        return f"page {path}", await self._tab.turn_to(path)

    def _id(self, key: str) -> str:
        return str(self._tab.drawn[key].id)


def _on_chart(name: str, spot: dict[str, float]) -> WidgetState:
    """What `st.plotly_chart` sends of a click on a point that is no song."""
    point = {"curve_number": DOTS_TRACE + 1, "point_index": 0, **spot}
    chosen = {"points": [point], "point_indices": [0], "box": [], "lasso": []}
    return WidgetState(id=name, string_value=json.dumps({"selection": chosen}))


def _on_component(name: str, spot: dict[str, float]) -> WidgetState:
    """What a component sends that tells a click by `setTriggerValue("chosen", …)`."""
    told = json.dumps([{"event": "chosen", "value": spot}])
    return WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{name}__events", json_trigger_value=told)


async def visit(
    address: str, ids: Sequence[str], chance: random.Random, note: Note, pause: float, end: float
) -> None:
    """Opens the app and acts, with pauses of about that many seconds, up to a time of the loop.

    What is asked for by then is waited for: an app that hangs is not left out of the numbers.
    """
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(chance.uniform(0, pause))
    try:
        async with opened(address) as tab:
            note(OPEN, await tab.open())
            visitor = Visitor(tab, ids, chance)
            while (pausing := chance.uniform(0.8, 1.2) * pause) < end - clock():
                await asyncio.sleep(pausing)
                note(*await visitor.act())
    except (OSError, WebSocketException) as error:
        note(OPEN, Answer(0.0, 0, (f"the app cannot be reached: {error}",)))


async def look_around(address: str, note: Note) -> None:
    """Opens every page once: what the app loads when it is first asked for is there then."""
    async with opened(address) as tab:
        note(OPEN, await tab.open())
        for path in (*PAGES, ""):
            note(f"page {path or 'find'}", await tab.turn_to(path))

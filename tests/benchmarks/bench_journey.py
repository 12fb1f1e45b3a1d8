"""A journey of 30 songs with three waypoints among 114,000 tracks, against one filtered query."""

from __future__ import annotations

from moodrec import recommend
from moodrec.filters import Filters
from moodrec.itinerary import Route
from moodrec.journey import Draft, Planner
from moodrec.model import MoodPoint, Query, Seed
from moodrec.recommend import Index
from tests.benchmarks.bench_filters import KIND_NAMES, ROWS, songs
from tests.benchmarks.report import Report, alternately, seconds

STOPS = tuple(
    MoodPoint(*at) for at in ((0.3, 0.25), (0.7, 0.3), (0.4, 0.7), (0.15, 0.9), (0.85, 0.8))
)
ROUNDS = 21


def main() -> None:
    """Prints the ratios; fails when one misses its bound."""
    tracks = songs()
    filters = Filters(without_kinds=KIND_NAMES[:1])
    route = Route(STOPS[0], STOPS[-1], STOPS[1:-1], songs=30, filters=filters)
    gap = Route(STOPS[0], STOPS[-1], STOPS[1:-1], songs=30, filters=filters, genre_gap=2)
    wide = Route(STOPS[0], STOPS[-1], STOPS[1:-1], songs=100, filters=filters, genre_gap=10)
    stops, index = tuple(map(Seed, STOPS)), Index(tracks)
    query = Query(STOPS[0], filters=filters)

    def asked() -> float:
        return seconds(lambda: recommend.search(index, [stops[0]], [], query))

    def planned(one: Route) -> float:
        return seconds(lambda: Planner(index, one, stops).plan())

    def laid() -> float:
        return seconds(lambda: Planner(index, route, stops, draft).lay())

    journey = Planner(index, route, stops).plan()
    draft = Draft.of(journey)
    report = Report(f"A journey of 30 songs over {ROWS:,} tracks (synthetic), three waypoints")
    for what, work, most in (
        ("a journey / one filtered query", lambda: planned(route), 20),
        ("the same with genres two songs apart / one filtered query", lambda: planned(gap), 60),
        (
            "100 songs with genres ten songs apart / one filtered query",
            lambda: planned(wide),
            2_000,
        ),
        ("its list measured anew after an edit / one filtered query", laid, 20),
    ):
        ours, one = alternately(work, asked, ROUNDS)
        report.line(what, ours / one, most=most)
    report.line("largest offset, in hundredths of the plane", 100 * journey.largest_offset, most=2)
    report.done()


if __name__ == "__main__":
    main()

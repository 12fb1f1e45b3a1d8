"""The same query over tracks that lie on two servers, and one of them gone for a while."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from moodrec.engines import Question, postgres, ready
from moodrec.engines.brute import Brute
from moodrec.engines.sql import SqlEngine
from moodrec.errors import StoreError
from moodrec.filters import Filters
from moodrec.metrics.measure import Measure
from moodrec.reference import ReferenceSet
from moodrec.servers import Server
from tests import cluster
from tests.conftest import an_id
from tests.small import a_set

_SERVER = """
CREATE SERVER shard_{number} FOREIGN DATA WRAPPER postgres_fdw
OPTIONS (host '127.0.0.1', port '{port}', dbname 'postgres', batch_size '500', connect_timeout '5')
"""
_PART = """
CREATE FOREIGN TABLE tracks_{number} PARTITION OF tracks
FOR VALUES WITH (MODULUS 2, REMAINDER {number})
SERVER shard_{number} OPTIONS (table_name 'half_{number}')
"""
QUESTIONS = (
    Question(Measure(), (300_000, 60_000)),
    Question(Measure(squares=(3_000_000, 900_000), product=-700_000), (500_000, 500_000)),
    Question(Measure(("even_valence", "even_energy")), (10_000, 990_000), frozenset({an_id(3)})),
    Question(Measure(), (700_000, 200_000), filters=Filters(genres=("salsa",))),
)


@cache
def songs() -> ReferenceSet:
    draw = np.random.default_rng(4)
    return a_set(
        {
            "valence": float(draw.integers(0, 30)) / 30,
            "energy": float(draw.integers(0, 30)) / 30,
            "genre": ("salsa", "metal")[number % 2],
        }
        for number in range(2000)
    )


@cache
def shards() -> tuple[cluster.Cluster, cluster.Cluster]:
    return cluster.started(), cluster.started()


@cache
def spread() -> tuple[Server, SqlEngine]:
    """An engine over one table, half of whose tracks lie on each of two servers."""
    first, second = shards()
    server = Server(first.url)
    facts = ready.count(ready.of_set(songs()))
    statements = [
        "CREATE EXTENSION IF NOT EXISTS postgres_fdw",
        f"CREATE TABLE tracks ({postgres.columns()}) PARTITION BY HASH (id)",
    ]
    for number, shard in enumerate((first, second)):
        _half(shard, number)
        statements += [
            _SERVER.format(number=number, port=shard.port),
            f"CREATE USER MAPPING FOR CURRENT_USER SERVER shard_{number} OPTIONS (user 'moodrec')",
            _PART.format(number=number),
        ]
    with server.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        postgres.fill(connection, "tracks", ready.ready(ready.of_set(songs()), facts))
    return server, postgres.engine(server, "tracks", facts)


def _half(shard: cluster.Cluster, number: int) -> None:
    own = Server(shard.url)
    with own.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE half_{number} ({postgres.columns()})")
        axes = "(whole_valence, whole_energy)"
        connection.exec_driver_sql(f"CREATE INDEX ON half_{number} {axes}")
    own.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_servers_answer_as_one(question: Question) -> None:
    _, engine = spread()
    brute = Brute(songs())
    for n in (1, 5, 90, 3000):
        assert engine.nearest(question, n) == brute.nearest(question, n)
    for reach in (0, 10**9, 10**11):
        assert engine.within(question, reach) == brute.within(question, reach)
        assert engine.inside(question, reach) == brute.inside(question, reach)


def test_each_server_has_about_half() -> None:
    server, _ = spread()
    counts = [server.rows(f"SELECT count(*) FROM tracks_{number}", {}) for number in range(2)]  # noqa: S608
    assert sum(count for ((count,),) in counts) == len(songs())
    assert all(count > len(songs()) / 3 for ((count,),) in counts)


def test_a_server_that_is_gone_is_told_and_comes_back() -> None:
    _, engine = spread()
    expected = engine.nearest(QUESTIONS[0], 50)
    _, second = shards()
    second.stop()
    with pytest.raises(StoreError, match="Try again in a minute"):
        engine.nearest(QUESTIONS[0], 50)
    second.start()
    assert engine.nearest(QUESTIONS[0], 50) == expected

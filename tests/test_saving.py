"""Saving a list as a new playlist: whatever fails between, no song is lost and none doubled."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as run_with
from hypothesis import strategies as st

from moodrec import saving
from moodrec.errors import LoginNeeded, PlaylistClosed, QueryError, RateLimited, SourceUnavailable
from moodrec.saving import save
from moodrec.sources import http
from moodrec.sources.account import Account
from moodrec.sources.listener import Listener
from tests.conftest import KNOWN, OTHER, UNKNOWN, an_id
from tests.loopback import CLIENT_ID, Fault, Loopback
from tests.test_account import logged_in

PLAYLISTS = "/spotify/v1/me/playlists"
ITEMS = "/spotify/v1/playlists/"
LIST = [an_id(number) for number in range(250)]


@pytest.fixture
def listener(loopback: Loopback) -> Listener:
    account = Account(CLIENT_ID, f"{loopback.url}/spotify/v1", f"{loopback.url}/accounts")
    return Listener(account, logged_in(account))


@pytest.fixture
def others(loopback: Loopback) -> Iterator[None]:
    """Playlists that were there before, which nothing may touch."""
    member = loopback.members.current
    for name in ("calm", "evening"):
        member.playlist(name, description="mine").holds([KNOWN, OTHER])
    before = [replace(one, entries=list(one.entries)) for one in member.playlists]
    yield
    assert member.playlists[-2:] == before


def kept(loopback: Loopback) -> list[list[str]]:
    """The songs of each playlist that moodrec made."""
    made = loopback.members.current.playlists
    return [one.ids for one in made if one.description.startswith("Made with moodrec")]


def test_a_list_becomes_a_new_private_playlist_in_its_order(
    listener: Listener, loopback: Loopback, others: None
) -> None:
    done = save(listener, " calm \n evening ", LIST)
    assert done.done
    assert done.saved == 250
    assert kept(loopback) == [LIST]
    made = loopback.members.current.playlists[0]
    assert (made.name, made.public) == ("calm evening", False)
    assert done.url == f"https://open.spotify.com/playlist/{made.id}"
    asked = [one for one in loopback.calls if one.startswith(ITEMS)]
    assert len(asked) == 3


def test_a_song_that_is_in_the_list_twice_is_in_the_playlist_twice(
    listener: Listener, loopback: Loopback
) -> None:
    twice = [KNOWN, OTHER, KNOWN]
    done = save(listener, "", twice)
    assert kept(loopback) == [twice]
    assert save(listener, "", twice, replace(done, waiting=(KNOWN,))).done
    assert kept(loopback) == [twice]


def test_a_rate_limit_in_the_middle_tells_what_is_missing_and_the_next_try_adds_just_that(
    listener: Listener, loopback: Loopback, others: None
) -> None:
    for so_far in saving.steps(listener, saving.begin("calm", LIST)):
        if so_far.saved == 100 and not so_far.problem:
            loopback.fail(ITEMS, Fault.json(429, {}, Retry_After="900"), 1)
    assert isinstance(so_far.problem, RateLimited)
    assert so_far.waiting == tuple(LIST[100:])
    assert kept(loopback) == [LIST[:100]]
    done = save(listener, "calm", LIST, so_far)
    assert done.done
    assert kept(loopback) == [LIST]


def test_a_creation_whose_answer_was_lost_is_found_again(
    listener: Listener, loopback: Loopback, others: None
) -> None:
    loopback.fail(PLAYLISTS, Fault(drop=True, applied=True, method="POST"), 1)
    lost = save(listener, "calm", [KNOWN])
    assert isinstance(lost.problem, SourceUnavailable)
    assert (lost.playlist, lost.saved) == (None, 0)
    assert save(listener, "calm", [KNOWN], lost).done
    assert kept(loopback) == [[KNOWN]]


def test_an_answer_that_came_too_late_doubles_nothing(
    listener: Listener, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.fail(ITEMS, Fault(hang=True, applied=True, method="POST"), 1)
    with monkeypatch.context() as impatient:
        impatient.setattr(http, "TIMEOUT", (1.0, 0.2))
        late = save(listener, "calm", LIST)
    assert "in time" in str(late.problem)
    assert save(listener, "calm", LIST, late).done
    assert kept(loopback) == [LIST]


def test_songs_that_spotify_does_not_take_are_found_told_and_left_out(
    listener: Listener, loopback: Loopback
) -> None:
    loopback.members.current.unknown = {LIST[7], LIST[120]}
    done = save(listener, "calm", [*LIST, "no id at all"])
    assert done.done
    assert done.refused == ("no id at all", LIST[7], LIST[120])
    assert done.saved == 248
    assert kept(loopback) == [[one for one in LIST if one not in done.refused]]


def test_songs_that_are_told_under_other_ids_are_not_added_again(
    listener: Listener, loopback: Loopback
) -> None:
    loopback.fail(ITEMS, Fault(500, applied=True, method="POST"), 1)
    lost = save(listener, "calm", LIST)
    for number, entry in enumerate(loopback.members.current.playlists[0].entries):
        entry["item"]["id"] = an_id(9000 + number)  # the release of the listener's country
    save(listener, "calm", LIST, lost)
    assert kept(loopback)[0][100:] == LIST[100:]


def test_a_lost_answer_of_a_halved_request_doubles_nothing_under_other_ids(
    listener: Listener, loopback: Loopback
) -> None:
    loopback.members.current.unknown = {LIST[7]}
    for so_far in saving.steps(listener, saving.begin("calm", LIST)):
        if so_far.saved == 7 and so_far.refused and not so_far.problem:
            loopback.fail(ITEMS, Fault(drop=True, applied=True, method="POST"), 1)
    entries = loopback.members.current.playlists[0].entries
    for number, entry in enumerate(entries):
        entry["item"]["id"] = an_id(9000 + number)
    there = len(entries)
    assert there == 8
    done = save(listener, "calm", LIST, so_far)
    assert done.refused == (LIST[7],)
    taken = [one for one in LIST if one != LIST[7]]
    assert kept(loopback)[0][there:] == taken[there:]


def test_a_song_that_the_listener_replaced_meanwhile_is_missing_and_added(
    listener: Listener, loopback: Loopback
) -> None:
    for so_far in saving.steps(listener, saving.begin("calm", LIST)):
        if so_far.saved == 100 and not so_far.problem:
            loopback.fail(ITEMS, Fault(500, method="POST"), 1)
    made = loopback.members.current.playlists[0]
    del made.entries[0]
    made.holds([UNKNOWN])
    assert save(listener, "calm", LIST, so_far).done
    assert kept(loopback) == [[*LIST[1:100], UNKNOWN, LIST[0], *LIST[100:]]]


def test_what_the_listener_changed_meanwhile_is_respected_and_the_rest_added(
    listener: Listener, loopback: Loopback
) -> None:
    loopback.fail(ITEMS, Fault(500, method="POST"), 1)
    lost = save(listener, "calm", [KNOWN, OTHER])
    loopback.members.current.playlists[0].holds([UNKNOWN, OTHER, an_id(5)])
    assert save(listener, "calm", [KNOWN, OTHER], lost).done
    assert kept(loopback) == [[UNKNOWN, OTHER, an_id(5), KNOWN]]


def test_a_playlist_that_was_deleted_between_two_tries_is_made_anew(
    listener: Listener, loopback: Loopback
) -> None:
    member = loopback.members.current
    loopback.fail(ITEMS, Fault(500, method="POST"), 1)
    lost = save(listener, "calm", [KNOWN])
    member.playlists.clear()
    again = save(listener, "calm", [KNOWN], replace(lost, problem=PlaylistClosed("Spotify")))
    assert again.done
    assert again.playlist != lost.playlist
    assert kept(loopback) == [[KNOWN]]


def test_a_consent_that_was_taken_back_stops_and_goes_on_after_the_next_log_in(
    listener: Listener, loopback: Loopback
) -> None:
    for so_far in saving.steps(listener, saving.begin("calm", LIST)):
        if so_far.saved == 100:
            loopback.members.revoke()
    assert isinstance(so_far.problem, LoginNeeded)
    account = Account(CLIENT_ID, f"{loopback.url}/spotify/v1", f"{loopback.url}/accounts")
    assert save(Listener(account, logged_in(account)), "calm", LIST, so_far).done
    assert kept(loopback) == [LIST]


@pytest.mark.parametrize(("ids", "said"), [([], "no song"), (["x"], "no song"),
                                           ([KNOWN] * 10_001, "at most 10,000")])  # fmt: skip
def test_what_is_no_playlist_is_refused_before_anything_is_asked(
    ids: list[str], said: str, listener: Listener, loopback: Loopback
) -> None:
    before = len(loopback.calls)
    with pytest.raises(QueryError, match=said):
        save(listener, "calm", ids)
    assert len(loopback.calls) == before


@pytest.mark.parametrize("after", range(6))
def test_a_saving_that_is_broken_off_at_any_step_goes_on_there(
    after: int, listener: Listener, loopback: Loopback
) -> None:
    so_far = saving.begin("calm", LIST)
    for number, step in enumerate(saving.steps(listener, so_far)):
        so_far = step
        if number == after:
            break
    assert save(listener, "calm", LIST, so_far).done
    assert kept(loopback) == [LIST]


FAULTS = st.sampled_from(
    [
        Fault.json(429, {}, Retry_After="900"),
        Fault(500),
        Fault(502, applied=True),
        Fault(drop=True),
        Fault(drop=True, applied=True),
        Fault(200, "no JSON", applied=True),
    ]
)
PLACES = st.sampled_from([(PLAYLISTS, "POST"), (PLAYLISTS, "GET"), (ITEMS, "POST"), (ITEMS, "GET")])


@run_with(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    faults=st.lists(st.tuples(PLACES, FAULTS), max_size=12),
    ids=st.lists(st.sampled_from(LIST[:120]), min_size=1, max_size=230),
)
def test_after_any_faults_and_as_many_tries_the_playlist_is_the_list_in_order_and_once(
    faults: list[tuple[tuple[str, str], Fault]],
    ids: list[str],
    listener: Listener,
    loopback: Loopback,
    others: None,
) -> None:
    loopback.faults.clear()
    del loopback.members.current.playlists[:-2]
    for (path, method), fault in faults:
        loopback.fail(path, replace(fault, method=method), 1)
    so_far = save(listener, "calm", ids)
    tries = 0
    while not so_far.done:
        assert so_far.problem
        assert so_far.saved + len(so_far.waiting) == len(ids)
        assert tries <= len(faults)
        so_far, tries = save(listener, "calm", ids, so_far), tries + 1
    assert kept(loopback) == [ids]
    assert so_far.saved == len(ids)


RELINKED = {one: an_id(9000 + number) for number, one in enumerate(LIST)}


@run_with(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    faults=st.lists(st.tuples(st.integers(0, 20), FAULTS), max_size=4),
    ids=st.integers(1, 250).map(lambda number: [*LIST[:number], *LIST[:20]]),
    refused=st.sets(st.sampled_from(LIST[:60]), max_size=3),
    relinked=st.just(set(LIST)) | st.sets(st.sampled_from(LIST)),
)
def test_songs_refused_and_told_under_other_ids_are_there_once_after_lost_answers_of_any_size(
    faults: list[tuple[int, Fault]],
    ids: list[str],
    refused: set[str],
    relinked: set[str],
    listener: Listener,
    loopback: Loopback,
) -> None:
    member = loopback.members.current
    loopback.faults.clear()
    member.playlists.clear()
    member.unknown = refused
    told = {one: RELINKED[one] for one in relinked}
    so_far = saving.begin("calm", ids)
    for after, fault in [*faults, (1000, Fault())]:  # each befalls the request after so many steps
        for number, step in enumerate(saving.steps(listener, so_far)):
            so_far = step
            if number == after:
                loopback.fail(ITEMS, replace(fault, method="POST"), 1)
        for entry in (entry for one in member.playlists for entry in one.entries):
            entry["item"]["id"] = told.get(entry["item"]["id"], entry["item"]["id"])
        loopback.faults.clear()
    assert so_far.done
    taken = [one for one in ids if one not in refused]
    assert kept(loopback) == [[told.get(one, one) for one in taken]]
    assert sorted(so_far.refused) == sorted(one for one in ids if one in refused)

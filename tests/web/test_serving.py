"""The process that serves: it answers, lets time pass whatever happens, and stops when told."""

import gc
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

import engine
from tests.web.conftest import TestClock
from web.serving import NotServed, carrying_on, look_for_rings_seldom, passing_time, serve

SERVER = """
import sys
from pathlib import Path
import engine
from web import create_app
from web.serving import serve
home, port = Path(sys.argv[1]), int(sys.argv[2])
caseway = engine.open_caseway(f"sqlite:///{home}/caseway.sqlite", home)
serve(create_app(caseway, home), caseway, port)
caseway.close()
print("closed in order")
"""

WAITING = """
programme: waiting
title: A programme in which silence is an answer
usually_by: clerk
roles: {clerk: Clerk}
opening: {ask: [notice]}
facts:
  case: {notice: text}
phases:
  asking:
    asked:
      waits_on: clerk
      actions:
        answer: {to: answered}
      timers:
        silence: {title: No answer, after: 10 days, to: unanswered}
endings: {answered: completed, unanswered: no_contact, nobody_left: family_left}
when_empty: [{otherwise: nobody_left}]
"""


@pytest.fixture
def looks() -> Iterator[list[int]]:
    """The generations of objects among which Python looks for rings, as it does; afterwards it is as it was."""
    usual, seen = gc.get_threshold(), list[int]()

    def note(phase: str, told: dict[str, int]) -> None:
        seen.append(told["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_a_page_never_waits_for_a_look_at_all_that_is_kept(looks: list[int]):
    look_for_rings_seldom()
    looks.clear()
    page = [[number] for number in range(40_000)]
    assert not looks
    assert len(page) == 40_000


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answered(port: int, serving: subprocess.Popen) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as page:
                return page.read().decode()
        except OSError:
            assert serving.poll() is None, "the server ended by itself"
            Event().wait(0.2)
    pytest.fail("the server never answered")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop_and_leaves_in_order(home: Path, told: signal.Signals) -> None:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(home), str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    ) as serving:
        assert "Sign in" in answered(port, serving)
        serving.send_signal(told)
        out, err = serving.communicate(timeout=20)
    assert (serving.returncode, out, err) == (0, "closed in order\n", "")


def test_a_port_that_is_taken_is_told_in_one_line(app: Flask, caseway: engine.Caseway) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(NotServed, match="set PORT to another"):
        serve(app, caseway, taken.getsockname()[1])


@pytest.fixture
def waiting_case(caseway: engine.Caseway) -> engine.Case:
    """A case that ends by itself after ten days."""
    texts = {**engine.texts_under(Path("programmes")), "waiting/programme.yaml": WAITING}
    caseway.drafting.publish(None, texts, "waiting")
    caseway.administration.add_user(None, "clerk", ["waiting:clerk"])
    clerk = caseway.administration.caller_named("clerk")
    actor = engine.Actor(user=clerk.user, name=clerk.name, roles=frozenset())
    opening = engine.Opening(actor=actor, people={"amina": {}}, facts={"notice": "sent"})
    return caseway.casework.open(clerk, "waiting", "amman-office", opening).case


def has_ended(caseway: engine.Caseway, case: engine.Case) -> bool:
    with caseway.records.reading() as reading:
        return reading.case(case.id).outcome == "no_contact"


def until(happened: Callable[[], bool]) -> bool:
    """Whether it happened within ten seconds."""
    return any(happened() or Event().wait(0.05) for _ in range(200))


def test_what_falls_due_passes_by_itself(
    app: Flask, caseway: engine.Caseway, waiting_case: engine.Case, test_clock: TestClock
) -> None:
    with passing_time(app, caseway, pause=0.05):
        assert not has_ended(caseway, waiting_case)
        test_clock.passes(timedelta(days=11))
        assert until(lambda: has_ended(caseway, waiting_case))


def test_time_goes_on_after_an_error_and_the_error_is_an_incident(
    app: Flask, caseway: engine.Caseway, home: Path, waiting_case: engine.Case, test_clock: TestClock
) -> None:
    kept, aside = home / "caseway.sqlite", home / "aside.sqlite"
    caseway.close()
    kept.rename(aside)
    kept.write_bytes(b"no database " * 100)
    test_clock.passes(timedelta(days=11))
    with passing_time(app, caseway, pause=0.05) as clockwork:
        assert until((home / "incidents.log").exists)
        aside.rename(kept)  # in one go: in a moment without any file the clock would make one and keep it open
        assert until(lambda: has_ended(caseway, waiting_case))
    assert not clockwork.is_alive()
    assert "what falls due" in (home / "incidents.log").read_text()


def test_what_is_done_in_many_cases_at_once_goes_on_by_itself(
    app: Flask, caseway: engine.Caseway, waiting_case: engine.Case
) -> None:
    clerk = caseway.administration.caller_named("clerk")
    cases = [engine.BulkCase(id=waiting_case.id, answers={})]
    run = caseway.bulk.begin(clerk, "many", "waiting", engine.BulkStep(action="answer"), cases)
    with carrying_on(app, caseway, pause=0.05) as worker:
        assert until(lambda: caseway.bulk.run(clerk, run).standing == "looked")
        caseway.bulk.start(clerk, run)
        assert until(lambda: caseway.bulk.run(clerk, run).standing == "ended")
    assert not worker.is_alive() and caseway.bulk.run(clerk, run).tally == {"done": 1}


def test_what_casework_met_on_the_way_is_an_incident(app: Flask, caseway: engine.Caseway, home: Path) -> None:
    caseway.casework.incidents.append("AMM-1: the requirement fit_to_travel could not be judged")
    with passing_time(app, caseway, pause=0.05):
        assert until((home / "incidents.log").exists)
    assert "fit_to_travel" in (home / "incidents.log").read_text()


def test_the_clock_goes_on_where_incidents_cannot_be_kept(
    app: Flask,
    caseway: engine.Caseway,
    home: Path,
    waiting_case: engine.Case,
    test_clock: TestClock,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (home / "incidents.log").mkdir()
    caseway.casework.incidents.append("something was wrong")
    with passing_time(app, caseway, pause=0.05) as clockwork:
        assert until(lambda: not caseway.casework.incidents)
        test_clock.passes(timedelta(days=11))
        assert until(lambda: has_ended(caseway, waiting_case))
        assert clockwork.is_alive()
    assert "something was wrong" in capfd.readouterr().err

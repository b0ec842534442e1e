"""Serves the pages and lets time pass, in one process: the server in front, beside it the clock and runs over cases."""

import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import FrameType

from flask import Flask
from waitress.server import BaseWSGIServer, create_server

import engine
from web import problems
from web.uploads import most_at_once

HOST, PORT, THREADS = "127.0.0.1", 8000, 8
PAUSE = 5.0
"""Seconds between two looks at what has fallen due."""
PAUSE_OF_RUNS, BREATH = 1.0, 0.02
"""Seconds between two looks at whether a run waits, and between two pieces of one, so that pages come in between."""
TURNED_AWAY_AT_ONCE = 2
"""How many times the largest request is not even received any more; below, it gets a page."""
MADE_BETWEEN_LOOKS = 50_000
"""So many objects more than were given up are there before Python looks for rings among them."""
PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


class NotServed(engine.CasewayError):
    """The address cannot be had; the operator must choose another port or stop whoever has it."""


def serve(app: Flask, caseway: engine.Caseway, port: int = PORT, *, host: str = HOST, proxy: str | None = None) -> None:
    """Serves until it is told to stop by Ctrl-C or SIGTERM; what is under way is finished first.

    `proxy`: the address of a reverse proxy whose word about the client's address and about https is taken.
    Raises NotServed.
    """
    look_for_rings_seldom()
    with _listening(host, port) as listener, _stopped_by_signals(), _beside(app, caseway):
        try:
            _server(app, listener, proxy, TURNED_AWAY_AT_ONCE * most_at_once(caseway)).run()
        except KeyboardInterrupt:
            pass


def look_for_rings_seldom() -> None:
    """Pages make many objects and next to no rings of them, and a look for rings at all that is kept for good, such as
    programmes and catalogues, would cost more processor time than three pages of the list of cases."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN_LOOKS, *gc.get_threshold()[1:])


def _server(app: Flask, listener: socket.socket, proxy: str | None, most: int) -> BaseWSGIServer:
    """`most`: bytes of a request. None of it is written to the disk, as files come in clear."""
    trusted = {"trusted_proxy": proxy, "trusted_proxy_headers": PROXY_HEADERS} if proxy else {}
    return create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        max_request_body_size=most,
        inbuf_overflow=most,
        clear_untrusted_proxy_headers=True,
        **trusted,
    )


@contextmanager
def _beside(app: Flask, caseway: engine.Caseway) -> Iterator[None]:
    """What goes on beside the pages."""
    with passing_time(app, caseway), carrying_on(app, caseway):
        yield


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise NotServed(f"{host}:{port} cannot be listened on ({error.strerror}): set PORT to another") from None
        yield listener


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """SIGTERM ends like Ctrl-C: requests under way are answered, then the records are closed."""
    earlier = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def passing_time(app: Flask, caseway: engine.Caseway, pause: float = PAUSE) -> Iterator[Thread]:
    """Lets what falls due pass, every `pause` seconds, in a thread that outlives errors; each is an incident."""

    def look() -> None:
        caseway.casework.let_due_pass()

    with _again_and_again(app, caseway, "what falls due", look, pause) as clockwork:
        yield clockwork


@contextmanager
def carrying_on(app: Flask, caseway: engine.Caseway, pause: float = PAUSE_OF_RUNS) -> Iterator[Thread]:
    """Carries on what is done in many cases at once, as long as there is any, in a thread that outlives errors."""
    stopped = Event()

    def work() -> None:
        while not stopped.is_set() and caseway.bulk.carry_on():
            stopped.wait(BREATH)

    with _again_and_again(app, caseway, "runs over many cases", work, pause) as worker:
        try:
            yield worker
        finally:
            stopped.set()


@contextmanager
def _again_and_again(
    app: Flask, caseway: engine.Caseway, name: str, work: Callable[[], None], pause: float
) -> Iterator[Thread]:
    stop = Event()

    def go_on() -> None:
        while not stop.is_set():
            try:
                work()
            except Exception as error:
                engine.note_incident_somewhere(problems.home_of_incidents(app), error, endpoint=name)
            _tell_incidents(app, caseway)
            stop.wait(pause)

    thread = Thread(target=go_on, name=name, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join()


def _tell_incidents(app: Flask, caseway: engine.Caseway) -> None:
    """What casework met on the way, such as a requirement that could not be judged."""
    told = caseway.casework.incidents
    while told:
        with suppress(IndexError):  # the other thread was faster
            engine.note_incident_somewhere(problems.home_of_incidents(app), told.popleft(), endpoint="casework")

"""What a person is told when nothing could be shown or done, and what the operator is: never a traceback."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

import engine
from web import again
from web.door import current_account
from web.engine_words import says_words
from web.frame import home_of

MOST_BYTES, MOST_FIELDS = 2_000_000, 5_000
HOME = "incidents_home"


def problem_page(
    code: int,
    title: str,
    words: str,
    now: Sequence[str] = (),
    incident: str | None = None,
    kept: again.Kept | None = None,
) -> tuple[str, int]:
    """The page that says what is wrong (`words`), and what to do now (`now`, sentences). `kept`: what was typed."""
    back = {"words": gettext("Back to the first page"), "href": home_of(current_account())}
    problem = {"title": title, "words": words, "next": list(now), "incident": incident, "links": [back]}
    return render_template("problem.html", problem=problem, kept=kept), code


def _not_found(error: Exception) -> tuple[str, int]:
    """What does not exist and what is somebody else's read alike."""
    return problem_page(
        404,
        gettext("There is nothing here for you"),
        gettext("There is no such page or case, or it is not yours to see."),
        [gettext("Check the address or the reference. If you should see it, ask your supervisor for access.")],
    )


def _refused(error: engine.Refused) -> tuple[str, int]:
    return problem_page(
        409,
        gettext("This cannot be done now"),
        gettext("Nothing was recorded. What stands in the way:"),
        [says_words(unmet) for unmet in error.unmet],
    )


def _out_of_date(error: engine.OutOfDate) -> tuple[str, int]:
    return problem_page(
        409,
        gettext("Somebody was faster"),
        gettext("The case has changed since you opened the page. Nothing was recorded."),
        [gettext("Open the case again, see what changed, and decide anew.")],
    )


def _unavailable(error: engine.Unavailable) -> tuple[str, int]:
    number = _note(error)
    g.account = None
    return problem_page(
        503,
        gettext("The records cannot be reached"),
        gettext("Your last step may not have been recorded. Open the case again to see.")
        if request.method == "POST"  # it may have been kept, and only the answer lost
        else gettext("Nothing was recorded. It is not your fault, and nothing is lost that was recorded before."),
        [gettext("Try again in a few minutes; if it stays so, tell your administrator the number below.")],
        number,
        again.of_failed_request(),
    )


def _unexpected(error: Exception) -> tuple[str, int]:
    """Anything that nobody foresaw. The page asks nothing of the database, which may be what is broken."""
    number = _note(error)
    g.account = None
    return problem_page(
        500,
        gettext("Something went wrong on our side"),
        gettext("Your last step may not have been recorded. Open the case again to see."),
        [gettext("If it happens again, tell your administrator the number below.")],
        number,
        again.of_failed_request(),
    )


def home_of_incidents(app: Flask) -> Path:
    return app.extensions[HOME]


def _note(error: Exception) -> str:
    account = current_account()
    return engine.note_incident_somewhere(
        home_of_incidents(current_app),
        error,
        method=request.method,
        endpoint=request.endpoint,
        user=account.id if account else None,
    )


def _said(error: HTTPException) -> Any:
    """The faults of a request itself, in our own words; redirects pass."""
    if error.code is None or error.code < 400:
        return error
    title, words = _words(error.code)
    page, code = problem_page(error.code, title, words, _what_now(error.code))
    headers = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    return page, code, headers


def _words(code: int) -> tuple[str, str]:
    if code == 405:
        return gettext("This address takes no such request"), gettext("It is only for opening, or only for sending.")
    if code == 413:
        return gettext("This is too much at once"), gettext(
            "Nothing was recorded. At most %(megabytes)s megabytes are taken at once.",
            megabytes=(request.max_content_length or MOST_BYTES) // 10**6,
        )
    if code == 429:
        return gettext("Too many tries"), gettext(
            "For a while no password is tried for this name or from this place. Wait ten minutes, then try again."
        )
    if code == 403:
        return gettext("This is not for you to do"), gettext("Your role does not include it. Nothing was recorded.")
    return gettext("This request makes no sense"), gettext("Nothing was recorded. Go back and try once more.")


def _what_now(code: int) -> list[str]:
    if code != 413:
        return []
    return [gettext("Go back in your browser, where what you typed still stands, and send smaller files, or fewer.")]


def install(app: Flask, home: Path) -> None:
    """Every way in which a request can end badly gets a page. Limits keep one request from taking the machine."""
    app.extensions[HOME] = home
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES, MAX_FORM_PARTS=MOST_FIELDS)
    app.register_error_handler(404, _not_found)
    app.register_error_handler(engine.NotFound, _not_found)
    app.register_error_handler(engine.Refused, _refused)
    app.register_error_handler(engine.OutOfDate, _out_of_date)
    app.register_error_handler(engine.Unavailable, _unavailable)
    app.register_error_handler(HTTPException, _said)
    app.register_error_handler(Exception, _unexpected)

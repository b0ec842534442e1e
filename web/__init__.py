"""The web room: forms and pages over the front door. It decides nothing."""

from pathlib import Path

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

import engine
from web import (
    absences,
    accounts,
    audit,
    bulk,
    bulk_choice,
    case_list,
    case_view,
    cases,
    closed,
    documents,
    family,
    file_check,
    frame,
    habits,
    headers,
    help,
    languages,
    lapsing,
    log,
    marking,
    notes,
    opening,
    problems,
    programme_holds,
    programmes,
    readings,
    recorded,
    saved_views,
    search,
    sharing,
    statistics,
    steps,
    team,
    team_queue,
    uploads,
    where,
    work,
)
from web.door import EXTENSION
from web.templating import Templates

ROOMS: tuple[Blueprint, ...] = (
    help.bp,
    habits.bp,
    work.bp,
    team_queue.bp,
    team.bp,
    statistics.bp,
    sharing.bp,
    absences.bp,
    lapsing.bp,
    case_list.bp,
    case_view.bp,
    bulk_choice.bp,
    bulk.bp,
    saved_views.bp,
    search.bp,
    opening.bp,
    cases.bp,
    where.bp,
    documents.bp,
    notes.bp,
    file_check.bp,
    family.bp,
    steps.bp,
    closed.bp,
    log.bp,
    readings.bp,
    recorded.bp,
    programmes.bp,
    programme_holds.bp,
    audit.bp,
)
"""The blueprints of the pages; each but help is closed to whoever is not signed in."""


def create_app(caseway: engine.Caseway, home: Path, *, contact: str = "", testing: bool = False) -> Flask:
    """The web application over an open Caseway. Keys and the file of incidents live under `home`.

    `contact`: whom people ask, in words.
    """
    app = Flask(__name__)
    app.config["TESTING"] = testing
    app.config[help.CONTACT] = contact
    app.extensions[EXTENSION] = caseway
    app.jinja_environment = Templates
    app.jinja_options = {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": False}
    headers.install(app)
    languages.install(app)
    marking.install(app)
    accounts.install(app, home)
    frame.install(app)
    problems.install(app, home)
    uploads.install(app)
    for room in ROOMS:
        app.register_blueprint(room)
    return app

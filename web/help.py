"""Help, and what is said of accessibility: two pages without anything of a case, open to everybody."""

from collections.abc import Iterator

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import gettext

from web.shortcuts import key_rows

bp = Blueprint("help", __name__)
CONTACT = "CONTACT"
"""The operator's setting: whom to ask, in the operator's own words; may be empty."""


@bp.get("/help")
def day() -> str:
    """How the day's work is done, what the words mean, the single keys, whom to ask."""
    keys = [row | {"href": ""} for row in key_rows()]
    return render_template("help/help.html", day=list(_day()), words=list(_words()), keys=keys, ask=whom_to_ask())


@bp.get("/accessibility")
def accessibility() -> str:
    """How far the pages can be used by everybody, what is known not to be so, how it is tried, how to complain."""
    return render_template("help/accessibility.html", ask=whom_to_ask())


def links() -> Iterator[dict[str, str]]:
    """The same two links at the same place of every page."""
    yield {"words": gettext("Help"), "href": url_for("help.day")}
    yield {"words": gettext("Accessibility"), "href": url_for("help.accessibility")}


def whom_to_ask() -> str:
    return current_app.config[CONTACT] or gettext("Ask your supervisor, or the administrator of your office.")


def _day() -> Iterator[tuple[str, str]]:
    yield (
        gettext("My work"),
        gettext("It lists what needs something from you, the most pressing first. A row leads to the step itself."),
    )
    yield (
        gettext("Next steps"),
        gettext("A case says where it stands and what is next: who does it, and by when."),
    )
    yield (
        gettext("Why not"),
        gettext("What cannot be done yet says all that is missing, who can supply it, and when it will be possible."),
    )
    yield (
        gettext("Check and confirm"),
        gettext("You fill in a form, then see what will follow, and confirm. Before that, nothing is recorded."),
    )
    yield (
        gettext("Save draft"),
        gettext("What you typed is kept for two weeks, for you alone. You find it again on My work."),
    )
    yield (
        gettext("Correct"),
        gettext("Nothing is deleted. A mistake is corrected beside its entry in the log, and both can be read."),
    )
    yield (
        gettext("Absence"),
        gettext("Enter in your settings when you are away, and who covers for you."),
    )


def _words() -> Iterator[tuple[str, str]]:
    yield gettext("Case"), gettext("One record that moves through a programme, with the people in it.")
    yield gettext("Principal applicant"), gettext("The person in whose name the case runs.")
    yield gettext("Programme"), gettext("The rules by which cases of a kind go; a case stays on those it began with.")
    yield gettext("State"), gettext("Where a case stands. Several states make a phase.")
    yield gettext("Step"), gettext("One thing that somebody does in a case, with all that follows from it.")
    yield gettext("Clearance"), gettext("A check that counts on a given day, such as a medical exam; it lapses.")
    yield (
        gettext("Hold"),
        gettext("A block over a person, a case or a programme: it stops steps, and nobody loses a place."),
    )
    yield (
        gettext("Second person"),
        gettext("Somebody else who confirms a decision. Until then the case does not move."),
    )
    yield gettext("Waits on"), gettext("Whose turn it is: a role, an authority outside, or the person.")
    yield (
        gettext("Kept by"),
        gettext("On whose list a case is first. Colleagues may act in it too; the log says who did."),
    )
    yield gettext("Log"), gettext("Everything that happened in a case: what, when, by whom. It is never changed.")

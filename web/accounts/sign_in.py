"""The page on which a session begins, and the button that ends it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from web import again
from web.accounts import passwords, sessions
from web.accounts.throttle import FAILED, throttled
from web.door import current_account, door
from web.frame import home_of
from web.going_back import local_path

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
def sign_in() -> str | Response:
    """The page itself; whoever is signed in goes on."""
    if current_account():
        return redirect(_after_sign_in(), 303)
    return sign_in_page(next_page=request.args.get("next", ""))


@bp.post("/sign-in")
@throttled
def begin() -> tuple[str, int] | str | Response:
    """Begins a session where name and password belong together; else the page again, saying no more than that."""
    name, kept = request.form.get("name", "").strip(), again.kept_in(request.form)
    user = passwords.user_by(name, request.form.get("password", ""))
    if user is None:
        words = gettext("This user name and this password do not belong together")
        return sign_in_page(words, name, request.form.get("next", ""), kept), FAILED
    sessions.begin(user)
    door().signing_in.note_sign_in(user.id, request.remote_addr)
    return again.send_again_page(kept) if kept else redirect(_after_sign_in(), 303)


def _after_sign_in() -> str:
    asked = request.values.get("next")
    return local_path(asked) if asked else home_of(current_account())


def sign_in_page(problem: str = "", name: str = "", next_page: str = "", kept: again.Kept | None = None) -> str:
    """The sign-in page. What was typed elsewhere before the session ran out goes along unseen."""
    hidden = [{"name": "next", "value": next_page}, *(again.hidden(kept) if kept else ())]
    return render_template(
        "accounts/sign_in.html",
        action=url_for("accounts.begin"),
        fields={"user": {"name": "name", "value": name}, "password": {"name": "password"}},
        hidden=hidden,
        problems=[{"words": problem, "href": "#f-name"}] if problem else [],
        passkey_url=None,
        contact=gettext("Cannot sign in? Ask the administrator of your office for a new link."),
    )


@bp.post("/sign-out")
def sign_out() -> Response:
    """Ends every session of the account, on every machine: a copied cookie is worth nothing afterwards."""
    account = current_account()
    if account:
        door().signing_in.end_sessions(account.id)
    sessions.end()
    flash(gettext("You are signed out, on every machine."))
    answer = redirect(url_for("accounts.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer

"""The page on which a session begins, and the button that ends it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import engine
from web import again, at_hand, drafts, forms, page_drafts
from web.accounts import passwords, sessions
from web.accounts.throttle import FAILED, throttled
from web.door import current_account, current_caller, door
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
    name, kept = request.form.get("name", "").strip(), again.came_along(request.form)
    user = passwords.user_by(name, request.form.get("password", ""))
    if user is None:
        words = gettext("This user name and this password do not belong together")
        return sign_in_page(words, name, request.form.get("next", ""), kept), FAILED
    sessions.begin(user)
    door().signing_in.note_sign_in(user.id, request.remote_addr)
    return _kept(kept) if kept else redirect(_after_sign_in(), 303)


def _kept(kept: again.Kept) -> str | Response:
    """What was typed before the session ended is a draft from now on, with a page of its own."""
    fields = tuple((one["name"], one["value"]) for one in again.hidden(kept))
    form = engine.Form(key=forms.new_key(), fields=fields, page=url_for("accounts.send_again"))
    draft, _ = drafts.keep(form)
    return redirect(drafts.address(draft), 303) if draft else again.send_again_page(kept)


@bp.get("/send-again")
def send_again() -> str | Response:
    """What was typed before a session ended, to be sent by hand."""
    draft = page_drafts.taken_up()
    kept = again.kept_in(at_hand.form_at_hand()) if draft else None
    return again.send_again_page(kept, draft.key) if draft and kept else redirect(home_of(current_account()), 303)


@bp.after_app_request
def was_sent_again(answer: Response) -> Response:
    """A form that came a second time, and was taken or answered, needs its draft no more."""
    answered = answer.status_code < 400 or answer.status_code in (409, 422)
    key = request.form.get(again.DRAFT) if answered and request.method == "POST" else None
    if key and current_account():
        door().unfinished.discard(current_caller(), key)
    return answer


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

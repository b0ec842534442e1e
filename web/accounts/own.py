"""What somebody does with an account of their own: set the first password, see it, change its password."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import format_datetime, gettext
from werkzeug.wrappers import Response

import engine
from web.accounts import passwords, sessions
from web.accounts.throttle import FAILED, throttled_for_owner
from web.accounts.users import User
from web.door import current_account, current_caller, door
from web.habits import habits, settings_of
from web.problems import problem_page
from web.shortcuts import key_rows

bp = Blueprint("own_account", __name__)


@bp.route("/first/<token>", methods=["GET", "POST"])
def first_password(token: str) -> str | tuple[str, int] | Response:
    """Where the owner of a new account sets its password, once. A link that is no good any more is not found."""
    form = PasswordForm(action=url_for("own_account.first_password", token=token), first=True)
    if request.method == "GET":
        return form.page()
    if wrong := _wrong_new():
        return form.page(wrong), FAILED
    try:
        door().signing_in.set_first_password(token, passwords.hashed(request.form["new"]))
    except engine.NotFound:
        return _link_no_good()
    sessions.end()
    flash(gettext("Your password is set. Sign in with it."))
    return redirect(url_for("accounts.sign_in"), 303)


def _link_no_good() -> tuple[str, int]:
    return problem_page(
        404,
        gettext("This link is no good any more"),
        gettext("It was used already, or is older than three days."),
        [gettext("If you set a password with it, sign in. If not, ask your administrator for a new link.")],
    )


@bp.get("/account")
def settings() -> str:
    """What is known of one's own account, and when it was last used."""
    account, caller = _own(), current_caller()
    earlier = account.sign_ins.last_login_at
    before = format_datetime(earlier, rebase=False) if earlier else None
    return render_template(
        "accounts/settings.html",
        account=account,
        before=before,
        password_url=url_for("own_account.change_password"),
        absence_url=url_for("absences.of_somebody", user=caller.user) if caller.programmes() else None,
        habits=settings_of(habits(), door().signing_in.now().date()),
        shortcuts=key_rows(),
    )


@bp.route("/account/password", methods=["GET", "POST"])
@throttled_for_owner
def change_password() -> str | tuple[str, int] | Response:
    """A new password, given with the one in force; sessions on other machines end."""
    form = PasswordForm(action=url_for("own_account.change_password"), first=False)
    if request.method == "GET":
        return form.page()
    if wrong := _wrong_current(_own()) | _wrong_new():
        return form.page(wrong), FAILED
    changed = door().signing_in.set_password(_own().id, passwords.hashed(request.form["new"]))
    sessions.begin(User(changed))
    flash(gettext("Your password is changed. Sessions on other machines have ended."))
    return redirect(url_for("own_account.settings"), 303)


def _own() -> engine.Account:
    return current_account() or abort(401)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordForm:
    """The page that asks for a new password, and where it is not the first, for the one in force."""

    action: str
    first: bool

    def page(self, wrong: dict[str, str] | None = None) -> str:
        """`wrong`: by field, what is wrong with it. Passwords are never sent back."""
        wrong = wrong or {}
        return render_template(
            "accounts/password.html",
            action=self.action,
            first=self.first,
            fields=[_field(name, label, wrong.get(name)) for name, label in self._asked()],
            problems=[{"words": words, "href": f"#f-{name}"} for name, words in wrong.items()],
            back=None if self.first else url_for("own_account.settings"),
        )

    def _asked(self) -> list[tuple[str, str]]:
        new = [("new", gettext("New password")), ("repeated", gettext("New password once more"))]
        return new if self.first else [("current", gettext("Password in force")), *new]


def _field(name: str, label: str, error: str | None) -> dict[str, Any]:
    complete = "current-password" if name == "current" else "new-password"
    return {"name": name, "label": label, "error": error, "autocomplete": complete}


def _wrong_current(account: engine.Account) -> dict[str, str]:
    user = passwords.user_by(account.name, request.form.get("current", ""))
    return {} if user else {"current": gettext("This is not your password")}


def _wrong_new() -> dict[str, str]:
    new = request.form.get("new", "")
    if words := passwords.unfit(new):
        return {"new": words}
    if request.form.get("repeated", "") != new:
        return {"repeated": gettext("This is not the same as the new password")}
    return {}

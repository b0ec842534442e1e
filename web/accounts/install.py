"""Puts accounts into an application: Flask-Security for passwords and sessions, Flask-Limiter for patience."""

from pathlib import Path

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext
from flask_security import Security
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

import engine
from web import again
from web.accounts import own, passwords, sessions, sign_in
from web.accounts.throttle import limiter
from web.accounts.users import Accounts
from web.door import current_account, door
from web.going_back import HOME
from web.keys import kept_secret
from web.problems import problem_page

CHEAP = {"argon2__time_cost": 1, "argon2__memory_cost": 256, "argon2__parallelism": 1}
"""What a hash costs in tests, which sign in hundreds of times."""


def install(app: Flask, home: Path) -> None:
    """Nobody is let in but by these pages: every endpoint that `sessions.OPEN` does not name asks for a session."""
    app.secret_key = kept_secret(home, "session")
    app.config.update(
        SECURITY_PASSWORD_SALT=kept_secret(home, "password"),
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"username": {"mapper": str.casefold, "case_insensitive": True}}],
        # A token lives as long as its session; where a referrer would be asked for, our own policy sends none.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    if app.testing:
        app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = CHEAP
    sessions.find_accounts(app)
    CSRFProtect(app)
    security = Security(app, Accounts(), register_blueprint=False)
    # Flask-Security would also take a token from the address; sessions are the only way in here.
    security.login_manager.request_loader(lambda request: None)
    security.principal.skip_static = True
    _leave_templates_alone(app)
    sessions.close_to_strangers(app)
    limiter.init_app(app)
    app.register_blueprint(sign_in.bp)
    app.register_blueprint(own.bp)
    app.register_error_handler(CSRFError, _form_too_late)
    app.register_error_handler(Unauthorized, _ask_to_sign_in)


def _leave_templates_alone(app: Flask) -> None:
    """Flask-Login would look for its user in every page, also in the one that says that the database is gone."""
    processors = app.template_context_processors[None]
    processors[:] = [one for one in processors if one.__module__ != "flask_login.utils"]


def _form_too_late(error: CSRFError) -> tuple[str, int] | Response:
    """A form without a good token: its session ran out, or another site sent it."""
    if request.endpoint == "accounts.begin":
        return sign_in.sign_in_page(_stale_sign_in(), request.form.get("name", "")), 400
    kept = again.of_request()
    if current_account() is None:
        return _sign_in_first(kept), 401
    if kept:
        return again.send_again_page(kept), 400
    return problem_page(
        400,
        gettext("This form could not be taken"),
        gettext("It was opened in another session, or came from another site. Nothing was recorded."),
        [gettext("Go back, load the page again and fill it in once more.")],
    )


def _stale_sign_in() -> str:
    if request.is_secure or sessions.within_this_machine():
        return gettext("The page had been open for too long. Sign in now")
    return gettext("Signing in needs an encrypted connection: an address that begins with https")


def _ask_to_sign_in(error: Unauthorized) -> tuple[str, int] | Response:
    """Somebody who is not signed in asked for a page that is not open to all."""
    if request.method in ("GET", "HEAD"):
        if sessions.ran_out():
            flash(gettext("Your session had ended. Sign in to go on."))
        here = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=None if here == HOME else here), 303)
    return _sign_in_first(again.of_request()), 401


def _sign_in_first(kept: again.Kept | None) -> str:
    words = gettext("Your session has ended and nothing was recorded. Sign in to go on")
    if kept:
        words = gettext(
            "Your session has ended and nothing was recorded. Sign in, and what you typed can be sent again"
        )
    return sign_in.sign_in_page(words, kept=kept)


def give_first_password(app: Flask, token: str, password: str) -> engine.Account:
    """Sets the first password without a browser. Raises NotFound, ValueError."""
    kept = hash_of(app, password)
    with app.app_context():
        return door().signing_in.set_first_password(token, kept)


def hash_of(app: Flask, password: str) -> str:
    """What is kept of a password. Raises ValueError where it will not do."""
    with app.test_request_context():
        wrong = passwords.unfit(password)
        if wrong:
            raise ValueError(wrong)
        return passwords.hashed(password)

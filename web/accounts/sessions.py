"""Sessions: begun by a password, ended by sign-out everywhere, by idling and by age; nobody gets in without one."""

from datetime import timedelta
from ipaddress import ip_address

from flask import Flask, Response, abort, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_security import current_user, login_user, logout_user

from web.accounts.users import User
from web.door import door

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
OPEN = frozenset(
    {
        "static",
        "accounts.sign_in",
        "accounts.begin",
        "own_account.first_password",
        "languages.choose",
        "help.day",
        "help.accessibility",
    }
)
"""What may be asked for without signing in. Every other endpoint is closed, whoever adds it."""
_BEGAN, _SEEN = "began", "seen"


class Cookie(SecureCookieSessionInterface):
    """The session cookie goes over encrypted connections only, or within this machine."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return not within_this_machine()


def within_this_machine() -> bool:
    """Whether an unencrypted request came from this machine to this machine's own name."""
    host = request.host.partition(":")[0] if not request.host.startswith("[") else request.host[1:].partition("]")[0]
    return not request.is_secure and _is_loopback(request.remote_addr) and (host == "localhost" or _is_loopback(host))


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def begin(user: User) -> None:
    """Signs somebody in, in a session that shares nothing with the one before."""
    session.clear()
    login_user(user, remember=False, authn_via=["password"])
    session[_BEGAN] = session[_SEEN] = _now()
    g.account = user.account


def end() -> None:
    """Forgets the session on this machine."""
    logout_user()
    session.clear()
    g.account = None


def _now() -> int:
    return int(door().signing_in.now().timestamp())


def _find_account() -> None:
    """Who is signed in, found before every request; a session that idled or grew old ends here."""
    g.account = None
    if request.endpoint == "static" or "_user_id" not in session:
        return
    if _is_over():
        end()
        g.session_ran_out = True
        return
    if current_user.is_authenticated:
        g.account = current_user.account
        session[_SEEN] = _now()


def ran_out() -> bool:
    """Whether this request came with a session that had idled or grown old."""
    return bool(g.get("session_ran_out"))


def _is_over() -> bool:
    now = _now()
    began, seen = session.get(_BEGAN, 0), session.get(_SEEN, 0)
    return now - seen > IDLE.total_seconds() or now - began > LONGEST.total_seconds()


def _close_to_strangers() -> Response | None:
    if request.endpoint is not None and request.endpoint not in OPEN and g.account is None:
        abort(401)
    return None


def find_accounts(app: Flask) -> None:
    """To be called before anything else asks who is signed in."""
    app.session_interface = Cookie()
    app.config.update(
        SESSION_COOKIE_NAME="caseway_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LONGEST,
    )
    app.before_request(_find_account)


def close_to_strangers(app: Flask) -> None:
    """To be called after the check of forms, so that a form whose session ran out is told apart."""
    app.before_request(_close_to_strangers)

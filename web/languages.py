"""The languages of the pages. Catalogues are read as they are written, from `.po`: nothing is compiled beforehand."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from unicodedata import bidirectional

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, Response, abort, redirect, request, url_for
from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from web.going_back import local_path

FOLDER = Path(__file__).parent / "translations"
ISOLATE, END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
ISOLATED = (ISOLATE, "\N{LEFT-TO-RIGHT ISOLATE}")
COOKIE, COOKIE_LASTS = "caseway_language", 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages: its code, its name in itself, and the locale that its dates follow."""

    code: str
    name: str
    locale: str


# Arabic by the locale of Jordan, for the Levant's names of months.
LANGUAGES = {
    one.code: one
    for one in (
        Language("en", "English", "en_GB"),
        Language("fr", "Français", "fr"),
        Language("ar", "العربية", "ar_JO"),
    )
}
bp = Blueprint("languages", __name__)


@bp.get("/language/<code>")
def choose(code: str) -> Response:
    """Keeps the chosen language in a cookie of its own, which outlives the sign-in, and goes back to the page."""
    if code not in LANGUAGES:
        abort(404)
    answer = redirect(local_path(request.args.get("next")), 303)
    answer.set_cookie(COOKIE, code, max_age=COOKIE_LASTS, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def links() -> list[dict[str, object]]:
    """The languages as the frame links to them, each back to the page at hand."""
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return [
        {
            "name": one.name,
            "lang": one.code,
            "href": url_for("languages.choose", code=one.code, next=here),
            "current": one.code == current_code(),
        }
        for one in LANGUAGES.values()
    ]


def current_code() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


def direction() -> str:
    """`rtl` or `ltr`."""
    locale = get_locale()
    return locale.text_direction if locale else "ltr"


def _chosen() -> str:
    """The locale of the chosen language, else of the first that the browser asks for and we have, else of English."""
    kept = request.cookies.get(COOKIE, "")
    asked = (wanted.partition("-")[0].lower() for wanted in request.accept_languages.values())
    code = next((one for one in (kept, *asked) if one in LANGUAGES), "en")
    return LANGUAGES[code].locale


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as text:
        return read_po(text)


def catalogues(folder: Path = FOLDER) -> dict[str, Catalog]:
    """Every catalogue by its language's code."""
    return {path.parts[-3]: read_catalogue(path) for path in sorted(folder.glob("*/LC_MESSAGES/messages.po"))}


def _translations(catalogue: Catalog) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(fp=compiled)


def apart(words: str) -> str:
    """Words that run against the page, such as a name in Latin letters on an Arabic page, isolated from what is
    around them, so that commas and numbers beside them stay where they are read."""
    return _isolated(words, direction())


def each_apart(words: Iterable[str]) -> list[str]:
    """Each of these apart; empty ones are left out."""
    along = direction()
    return [_isolated(one, along) for one in words if one]


def _isolated(words: str, along: str) -> str:
    if along == "ltr" and words.isascii():
        return words
    against = ("L",) if along == "rtl" else ("R", "AL")
    runs_against = any(bidirectional(letter) in against for letter in words) and not words.startswith(ISOLATED)
    return f"{ISOLATE}{words}{END_OF_ISOLATE}" if runs_against else words


def _apart(blanks: Mapping[str, object]) -> Mapping[str, object]:
    if not any(isinstance(blank, str) for blank in blanks.values()):
        return blanks
    along = direction()
    return {
        name: _isolated(blank, along) if isinstance(blank, str) and not isinstance(blank, Markup) else blank
        for name, blank in blanks.items()
    }


@cache
def _spoken() -> dict[str, Translations]:
    return {code: _translations(one) for code, one in catalogues().items()}


class _Words(Domain):
    """The catalogues, read once, for Flask-Babel."""

    def __init__(self) -> None:
        super().__init__()
        self._read, self._as_written = _spoken(), NullTranslations()

    def get_translations(self) -> NullTranslations:
        return self._read.get(current_code(), self._as_written)

    def gettext(self, string: str, **blanks: object) -> str:
        return super().gettext(string, **_apart(blanks))

    def ngettext(self, singular: str, plural: str, num: int, **blanks: object) -> str:
        return super().ngettext(singular, plural, num, **_apart(blanks))


class _Babel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return _Words()


def _isolating(translate: Callable[..., str]) -> Callable[..., str]:
    """The templates' own gettext or ngettext, with what stands in the blanks apart."""

    @pass_context
    def isolated(context: Context, *texts: object, **blanks: object) -> str:
        return translate(context, *texts, **_apart(blanks))

    return isolated


def install(app: Flask) -> None:
    _Babel().init_app(app, default_locale="en_GB", locale_selector=_chosen)
    for name in ("gettext", "ngettext"):
        app.jinja_env.globals[name] = _isolating(app.jinja_env.globals[name])
    app.register_blueprint(bp)

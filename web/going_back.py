"""Where to go after signing in or choosing a language: only ever to a page of our own."""

from urllib.parse import urlsplit

HOME = "/"


def local_path(asked: str | None) -> str:
    """The path asked for where it is one of ours, else the home page. `//host`, `/\\host` and any scheme are not."""
    if not asked or not asked.startswith("/") or asked[1:2] in ("/", "\\") or not asked.isprintable():
        return HOME
    parts = urlsplit(asked)
    return asked if not parts.scheme and not parts.netloc else HOME

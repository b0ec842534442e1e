"""What every answer says to the browser: how little it may do with it, and how long it may keep it."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONLY_ENCRYPTED = "max-age=31536000; includeSubDomains"
FOR_EVER, NEVER = "public, max-age=31536000, immutable", "no-store"
_DIGESTS = "static_digests"


def install(app: Flask) -> None:
    folder = Path(app.static_folder or "")
    app.extensions[_DIGESTS] = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file()
    }
    app.url_defaults(_with_digest)
    app.after_request(_say)


def _with_digest(endpoint: str, values: dict[str, Any]) -> None:
    """A static file's URL carries its digest, so that a browser may keep the file for good."""
    if endpoint == "static" and (digest := current_app.extensions[_DIGESTS].get(values.get("filename"))):
        values["v"] = digest


def _say(answer: Response) -> Response:
    for name, words in HEADERS.items():
        answer.headers.setdefault(name, words)
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = ONLY_ENCRYPTED
    answer.headers["Cache-Control"] = FOR_EVER if _is_the_named_file(answer) else NEVER
    return answer


def _is_the_named_file(answer: Response) -> bool:
    if request.endpoint != "static" or answer.status_code not in (200, 206, 304):
        return False
    digest = current_app.extensions[_DIGESTS].get((request.view_args or {}).get("filename"))
    return digest is not None and request.args.get("v") == digest

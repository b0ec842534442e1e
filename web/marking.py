"""English words among those of another language, told to browsers and screen readers as English.

What a programme says and nobody has translated stands between U+2066 and U+2069 (Unicode Standard Annex 9, isolates).
In the text of a page they become an element with its language and direction. Where no element may stand, in an
attribute, a title, an option or a drawing, they stay, and the direction is right all the same.
"""

import re

from flask import Flask, Response

ENGLISH, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_BEGIN, _CLOSE = '<span lang="en" dir="ltr">', "</span>"
_PARTS = re.compile(r"<(title|option|textarea|svg|script|style)\b.*?</\1\s*>|<[^>]*>|(?P<text>[^<]+)", re.DOTALL)
_ISOLATES = re.compile("[\u2066-\u2069]")


def marked(page: str) -> str:
    """The page with its English words in elements of their own."""
    return _PARTS.sub(lambda part: _marked(part["text"]) if part["text"] else part[0], page)


def _marked(text: str) -> str:
    """A text between two tags; one whose isolates do not pair stays as it is."""
    open_now: list[str] = []

    def put(isolate: re.Match[str]) -> str:
        if isolate[0] != END:
            open_now.append(isolate[0])
            return _BEGIN if isolate[0] == ENGLISH else isolate[0]
        return _CLOSE if open_now and open_now.pop() == ENGLISH else isolate[0]

    found = _ISOLATES.sub(put, text)
    return text if open_now or found.count(_BEGIN) != found.count(_CLOSE) else found


def install(app: Flask) -> None:
    @app.after_request
    def mark(answer: Response) -> Response:
        if answer.mimetype == "text/html" and not answer.direct_passthrough:
            page = answer.get_data(as_text=True)
            if ENGLISH in page:
                answer.set_data(marked(page))
        return answer

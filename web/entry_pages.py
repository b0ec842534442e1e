"""The pages of a list of numbered entries, the newest first."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext


def entry_pages(
    here: str, numbers: Sequence[int], before: int | None, *, later: bool, place: str = ""
) -> dict[str, Any]:
    """As `pager` takes it: the `numbers` on this page, and the addresses of the pages beside it.

    `before`: the number that the next page goes on before, None on the last; `later`: a page was asked for that is not
    the first; `place`: where on the page the list is (`#register`).
    """
    first, last = (numbers[0], numbers[-1]) if numbers else (0, 0)
    return {
        "words": gettext("Entries %(last)s to %(first)s", last=last, first=first),
        "previous": f"{here}{place}" if later else None,
        "next": f"{here}?before={before}{place}" if before else None,
        "sizes": None,
        "links": None,
    }

"""`python -m tests.patterns` writes docs/patterns.md anew from the index of the patterns."""

from tests.patterns.index import PAGE, page

PAGE.write_text(page(), encoding="utf-8")

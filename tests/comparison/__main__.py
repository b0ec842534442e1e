"""`python -m tests.comparison`: writes docs/programmes.md anew from the programmes' files."""

from tests.comparison.page import PAGE, page

PAGE.write_text(page(), encoding="utf-8")

"""`python -m tests.reference`: writes the reference anew."""

from tests.reference.page import PAGE, page

PAGE.write_text(page(), encoding="utf-8")

"""One desk for every flow: a narrow window, with or without scripts, in either direction, at which colleagues sit down.

A page is used as people use it, by its buttons, links and questions; those have their words in the language of the
page, or a name that is the same in every one. Nothing waits on the time: a press is done when the next page is there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count

from playwright.sync_api import Locator, Page, expect

import engine
from web.languages import COOKIE, catalogues

STANDS = "[document.documentElement.dir, document.documentElement.scrollWidth, document.documentElement.clientWidth]"
numbers = count(1)


@cache
def spoken(language: str, words: str) -> str:
    """The words of a page in its language."""
    said = catalogues()[language].get(words) if language != "en" else None
    assert language == "en" or said and said.string, f"{language} has no words for {words}"
    return str(said.string) if said else words


@dataclass(slots=True, kw_only=True)
class Desk:
    """A page in a context of its own; who sits down goes on in a session begun before."""

    kind: str
    page: Page
    address: str
    caseway: engine.Caseway
    language: str
    session_of: Callable[[str], Mapping[str, str]]
    """The cookies of somebody who has signed in."""
    complaints: list[str]
    """Errors that the browser told."""

    # who

    def sits_down(self, name: str) -> None:
        self.is_left()
        cookies = {COOKIE: self.language, **self.session_of(name)}
        kept = [{"name": one, "value": value, "url": self.address} for one, value in cookies.items()]
        self.page.context.add_cookies(kept)  # type: ignore[arg-type]

    def is_left(self) -> None:
        """Nothing is kept of whoever sat here before."""
        self.page.context.clear_cookies()

    def caller(self, name: str) -> engine.Caller:
        return self.caseway.administration.caller_named(name)

    # what the page shows

    def says(self, words: str) -> str:
        return spoken(self.language, words)

    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def button(self, words: str) -> Locator:
        """By its words, or by those with which they begin where more is said to who cannot see."""
        return self.main().get_by_role("button", name=re.compile(f"^{re.escape(self.says(words))}"))

    def link(self, words: str) -> Locator:
        return self.main().get_by_role("link", name=self.says(words), exact=True)

    def way(self, address: str) -> Locator:
        """The first link that leads there and can be seen."""
        return self.page.locator(f"main a[href*='{address}']:visible").first

    def shows(self, words: str) -> None:
        expect(self.main()).to_contain_text(words)

    def is_headed(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.says(words))

    def told(self) -> str:
        """What the page says on top of what was done."""
        return self.page.get_by_role("status").first.inner_text()

    # what is done

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.looks()

    def follows(self, place: Locator) -> None:
        """A press that leads to another page."""
        with self.page.expect_navigation():
            place.click()
        self.looks()

    def begins(self, action: str) -> None:
        """A step that stands in the menu of the case."""
        self.page.get_by_text(self.says("More actions"), exact=True).click()
        self.follows(self.page.locator(f".drop a[href*='/do/{action}']").first)

    def presses(self, words: str) -> None:
        self.follows(self.button(words).first)

    def looks(self) -> None:
        """The page runs in its direction and does not scroll sideways."""
        direction, wide, window = self.page.evaluate(STANDS)
        assert direction == ("rtl" if self.language == "ar" else "ltr"), self.page.url
        assert wide <= window, f"{self.page.url} is {wide} px wide"

    def answers(self, answers: Mapping[str, str]) -> None:
        """Answers questions by the names of their fields, of which the end is enough."""
        for name, answer in answers.items():
            self.answers_one(self.main().locator(f'[name$="{name}"]:not([type=hidden])'), answer)

    def answers_one(self, asked: Locator, answer: str) -> None:
        kind = asked.first.evaluate("one => one.tagName == 'SELECT' ? 'select' : one.type")
        if kind in ("radio", "checkbox"):
            asked.and_(self.page.locator(f'[value="{answer}"]')).check()
        elif kind == "select":
            asked.first.select_option(answer)
        else:
            asked.first.fill(answer)

    def is_refused(self, messages: int = 1) -> None:
        """The page says what is wrong, first of all, and leads to where it is mended."""
        summary = self.page.get_by_role("alert")
        expect(summary).to_be_focused()
        ways = summary.get_by_role("link")
        expect(ways).to_have_count(messages)
        place = ways.first.get_attribute("href") or ""
        ways.first.press("Enter")
        expect(self.page.locator(f"[id='{place.removeprefix('#')}']")).to_be_focused()

    def checks(self) -> None:
        self.presses("Continue to check")

    def confirms(self) -> None:
        """From the check to the page of the case, which says that it is recorded."""
        self.is_headed("Check and confirm")
        sure = self.page.locator("#f-sure")
        if sure.count():
            sure.check()
        self.follows(self.page.locator("#confirm button.btn-primary"))
        expect(self.page.get_by_role("status").first).to_contain_text(
            self.says("Recorded: %(what)s.").partition("%")[0]
        )

    # what is so afterwards

    def case(self, case: engine.Case, who: str = "selma") -> engine.Case:
        return self.caseway.casework.see(self.caller(who), case.id).case

    def times(self, case: engine.Case, action: str, who: str = "selma") -> int:
        """How many entries of the log that somebody may read are of that step."""
        page = self.caseway.auditing.log_page(self.caller(who), case.id)
        return sum(line.entry.action == action for line in page.lines)

    def last(self, case: engine.Case, who: str = "selma") -> str | None:
        """The step of the newest entry."""
        page = self.caseway.auditing.log_page(self.caller(who), case.id)
        return max((line.entry for line in page.lines), key=lambda entry: entry.seq).action

    def new_case(self, **people: Mapping[str, str]) -> engine.Case:
        """A case of clearly invented people, by default of one, opened by nadia; its number is of no other."""
        nadia = self.caller("nadia")
        alone = {"amina": {"given_names": "Amina", "born_on": "1991-05-04", "sex": "female"}}
        alone["amina"] |= {"relationship": "principal"}
        everybody = {
            name: {"family_name": "Specimen", "nationality": "SY", **one} for name, one in (people or alone).items()
        }
        facts = {"referred_by": "unhcr", "host_country": "JO", "unhcr_case_number": f"998-26C{next(numbers):05}"}
        actor = engine.Actor(user=nadia.user, name=nadia.name, roles=frozenset())
        opening = engine.Opening(actor=actor, people=everybody, facts=facts)
        return self.caseway.casework.open(nadia, "us-rsc", "amman-office", opening).case

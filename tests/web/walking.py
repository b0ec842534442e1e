"""Driving the pages as people do: a step is opened by its words, questions are answered by theirs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.web.conftest import PASSWORD

Answers = Mapping[str, str | Iterable[str]]
NOTHING: Mapping[str, str] = {}


def exactly(words: str) -> re.Pattern[str]:
    """A question's own words, with or without the mark that it may be left out."""
    return re.compile(rf"^{re.escape(words)}( \(optional\))?$")


@dataclass(slots=True)
class Colleague:
    """Somebody at a browser of their own."""

    name: str
    page: Page
    address: str

    def opens(self, path: str) -> None:
        """Goes to a page of ours, by way of the sign-in page where that is asked for; it leads on to the page."""
        self.page.goto(f"{self.address}{path}")
        if "/sign-in" in self.page.url:
            self._signs_in()
            self.page.wait_for_url(f"{self.address}{path}")

    def _signs_in(self) -> None:
        self.page.get_by_role("main").get_by_role("textbox").first.fill(self.name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def opens_case(self, reference: str) -> None:
        self.opens(f"/cases/{reference}")

    def begins(self, step: str) -> None:
        """Opens a step by its words, from the next steps or the menu beside them."""
        main = self.page.get_by_role("main")
        row = main.get_by_role("heading", level=3).get_by_role("link", name=step, exact=True)
        if row.count() == 0:
            self.page.get_by_text("More actions", exact=True).click()
            row = self.page.locator(".drop").get_by_role("link", name=step, exact=True)
        row.first.click()

    def chooses(self, people: Iterable[str]) -> None:
        """Whom the step is about, where that is asked."""
        group = self.page.get_by_role("group", name="For whom")
        if group.count() == 0:
            return
        wanted = list(people)
        for box in group.get_by_role("checkbox").all():
            box.set_checked(self._label_of(box) in wanted if wanted else True)

    def _label_of(self, box: Locator) -> str:
        return self.page.locator(f"label[for='{box.get_attribute('id')}']").inner_text().strip()

    def answers(self, answers: Answers, scope: Locator | None = None) -> None:
        """Answers questions by their words, inside a group of questions or anywhere in the form."""
        for question, answer in answers.items():
            self.answers_one(scope or self.page.get_by_role("main"), question, answer)

    def answers_one(self, scope: Locator, question: str, answer: str | Iterable[str]) -> None:
        group = scope.get_by_role("group", name=exactly(question))
        if group.count():
            for one in [answer] if isinstance(answer, str) else answer:
                group.get_by_label(one, exact=True).check()
            return
        asked = scope.get_by_label(exactly(question))
        if asked.evaluate("field => field.tagName") == "SELECT":
            asked.select_option(label=str(answer))
        else:
            asked.fill(str(answer))

    def answers_each(self, each: Mapping[str, Answers]) -> None:
        for person, answers in each.items():
            self.answers(answers, self.page.get_by_role("group", name=person, exact=True))

    def checks(self) -> None:
        self.page.get_by_role("button", name="Continue to check").click()

    def goes_on(self) -> None:
        """To the next part of a new case."""
        self.page.get_by_role("main").get_by_role("button", name="Continue", exact=True).last.click()

    def confirms(self, step: str) -> None:
        sure = self.page.locator("#f-sure")
        if sure.count():
            sure.check()
        self.page.get_by_role("button", name=step, exact=True).click()

    def does(
        self,
        reference: str,
        step: str,
        answers: Answers = NOTHING,
        people: Iterable[str] = (),
        each: Mapping[str, Answers] | None = None,
    ) -> None:
        """One step from the case's page to the case's page, seen to be recorded."""
        self.opens_case(reference)
        self.begins(step)
        self.chooses(people)
        self.answers(answers)
        self.answers_each(each or {})
        self.checks()
        self.confirms(step)
        expect(self.page.get_by_role("status")).to_contain_text("Recorded:")

    def is_refused(self, words: str) -> None:
        """The page says why nothing was recorded."""
        expect(self.page.get_by_role("alert")).to_contain_text(words)
        expect(self.page.get_by_role("alert")).to_be_focused()

    def sees_why_not(self, step: str, words: str) -> None:
        """The step stands on the case's page, closed, and says why."""
        row = self.page.get_by_role("listitem").filter(has=self.page.get_by_role("heading", name=step, exact=True))
        row.get_by_text("Why not", exact=True).click()
        expect(row.locator(".box")).to_contain_text(words)

    def sees_state(self, state: str) -> None:
        expect(self.page.locator(".facts")).to_contain_text(f"State{state}")


@dataclass(slots=True)
class Office:
    """The colleagues of a case, each at a browser of their own, which runs scripts or does not."""

    browser: Browser
    address: str
    without_scripts: frozenset[str]
    contexts: list[BrowserContext] = field(default_factory=list)
    known: dict[str, Colleague] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Colleague:
        if name not in self.known:
            context = self.browser.new_context(java_script_enabled=name not in self.without_scripts)
            context.set_default_timeout(10_000)
            self.contexts.append(context)
            self.known[name] = Colleague(name=name, page=context.new_page(), address=self.address)
        return self.known[name]

    def goes_home(self) -> None:
        for context in self.contexts:
            context.close()

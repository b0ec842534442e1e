"""`python -m tests.pictures`: the pictures in the docs, taken of the demonstration data as it is today."""

import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from cli.demonstration import as_it_began, fill
from engine import open_caseway, texts_under
from tests.places.browser import arguments, executable
from web import create_app

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
LANGUAGES = ("en", "ar")
BOOKED = "/cases/BEI-00000004"
TAKEN: Mapping[str, Mapping[str, str]] = {
    "movement": {
        "my-work": "/",
        "queue": "/queue",
        "cases": "/cases",
        "case": BOOKED,
        "why-not": f"{BOOKED}/why/travel.depart",
        "step": f"{BOOKED}/do/travel.rebook",
        "log": f"{BOOKED}/log",
    },
    "supervisor": {"team": "/team"},
}
"""By who looks: the name of each picture, and its page."""
CANCELS = f"{BOOKED}/do/travel.cancel"
WIDTH, HEIGHT, WHOLE = 1280, 1300, 2200
SMALLER = """
async ([png, quality]) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}
"""
QUALITY = 0.5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        caseway = open_caseway(f"sqlite:///{home / 'caseway.sqlite'}", home)
        as_it_began(caseway).administration.first_start(texts_under(ROOT / "programmes"))
        fill(caseway, home)
        server = make_server("127.0.0.1", 0, create_app(caseway, home, testing=True), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(playwright), args=arguments())
            _take_all(browser, f"http://127.0.0.1:{server.port}", _passwords(home))
        server.shutdown()
        caseway.close()


def _passwords(home: Path) -> dict[str, str]:
    lines = (home / "demonstration.txt").read_text(encoding="utf-8").splitlines()
    return {words[0]: words[1] for line in lines if len(words := line.split()) > 1}


def _take_all(browser: Browser, address: str, passwords: Mapping[str, str]) -> None:
    empty = browser.new_page()
    for name, png in _pictures(browser, address, passwords):
        small = empty.evaluate(SMALLER, [b64encode(png).decode(), QUALITY])
        (PICTURES / f"{name}.webp").write_bytes(b64decode(small))


def _pictures(browser: Browser, address: str, passwords: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Each picture by its name; those in Arabic end with `-ar`."""
    for who, pages in TAKEN.items():
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, reduced_motion="reduce")
        page.goto(f"{address}/sign-in")
        page.fill("#f-name", who)
        page.fill("#f-password", passwords[who])
        page.click("button.btn-primary")
        for language in LANGUAGES:
            page.goto(f"{address}/language/{language}")
            end = "" if language == "en" else f"-{language}"
            for name, path in pages.items():
                page.goto(f"{address}{path}")
                yield f"{name}{end}", _taken(page, WHOLE if name == "case" else HEIGHT)
            if who == "movement":
                yield f"check{end}", _check(page, address)
        page.context.clear_cookies()
        if who == "movement":
            yield from _sign_in(page, address)


def _sign_in(page: Page, address: str) -> Iterator[tuple[str, bytes]]:
    for language in LANGUAGES:
        page.goto(f"{address}/language/{language}?next=/sign-in")
        yield "sign-in" if language == "en" else f"sign-in-{language}", _taken(page)


def _check(page: Page, address: str) -> bytes:
    """A flight is cancelled, up to the page that asks whether to."""
    page.goto(f"{address}{CANCELS}")
    page.locator("[name=reason]").select_option(index=1)
    page.fill("[name=note]", "The airline has given back the seats")
    page.click("form.panel button.btn-primary")
    return _taken(page)


def _taken(page: Page, most: int = HEIGHT) -> bytes:
    """The page from its top, as far as it goes or so many pixels."""
    height = min(page.evaluate("document.documentElement.scrollHeight"), most)
    return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})


if __name__ == "__main__":
    main()

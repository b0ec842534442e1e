"""`python -m tests.pictures`: the pictures in the docs, taken of the demonstration data as it is today."""

import tempfile
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from cli.demonstration import as_it_began, fill
from engine import open_caseway, texts_under
from tests.places.browser import arguments, executable
from web import create_app

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
BOOKED = "BEI-00000004"
TAKEN = {"case": "en", "case-ar": "ar"}


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
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            _take(page, f"http://127.0.0.1:{server.port}", _password(home))
        server.shutdown()
        caseway.close()


def _password(home: Path) -> str:
    lines = (home / "demonstration.txt").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.split()[:1] == ["movement"])


def _take(page: Page, address: str, password: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#f-name", "movement")
    page.fill("#f-password", password)
    page.click("button.btn-primary")
    for name, language in TAKEN.items():
        page.goto(f"{address}/language/{language}")
        page.goto(f"{address}/cases/{BOOKED}")
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main()

"""Takes the pictures of the main pages for README and docs/, from the demo data.

    python tests/screenshots.py [--only NAME …] [--to FOLDER] [--at ADDRESS]

Makes a database of its own in a temporary folder, serves it, signs in as the demo people and
photographs each page. With ``--at`` it photographs a server that already runs.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import sync_playwright

from tests.run import find_browser

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "Nghiquyet@2026"
DESKTOP, PHONE, WALL = (1440, 900), (360, 780), (1920, 1080)


@dataclass(frozen=True)
class Picture:
    """One page as one person sees it."""

    name: str
    address: str
    by: str = "thuongvu"
    size: tuple[int, int] = DESKTOP
    whole: bool = True
    on_paper: bool = False


PICTURES = [
    Picture("overview", "/"),
    Picture("phone", "/", size=PHONE, whole=False),
    Picture("paper", "/", on_paper=True),
    Picture("present", "/?present=2", size=WALL, whole=False),
    Picture("resolution", "/resolutions/?q=03-NQ/TU&first"),
    Picture("register", "/documents/?data=training", by="vanphong", whole=False),
    Picture("guidance", "/guidance/"),
    Picture("coverage", "/coverage/"),
    Picture("compare", "/compare/?from=2021-12-12&to=2021-12-13"),
    Picture("quality", "/quality/", by="vanphong"),
    Picture("my-work", "/my/", by="vanphong"),
    Picture("style", "/style/", by="quantri"),
]


@contextmanager
def served(folder: Path):
    """The address of the app with the demo data, for the time of a `with` block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {
        "DEBUG": "1",
        "SECRET_KEY": "for-pictures-only",
        "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
    }
    manage = [sys.executable, "manage.py"]
    for command in (
        ["migrate", "-v0"],
        ["load_demo", "--scenario", "all", "--with-logins", "-v0"],
    ):
        subprocess.run([*manage, *command], cwd=ROOT, env=env, check=True)
    server = subprocess.Popen(
        [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str, seconds: int = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2)
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def sign_in(browser, address: str, name: str):
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.primary").click()
    page.wait_for_url(f"{address}/**")
    return page


def take(page, address: str, picture: Picture, folder: Path) -> Path:
    path = folder / f"{picture.name}.png"
    page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
    if picture.on_paper:
        # A sheet of A4 between its margins, at 96 dots per inch.
        page.set_viewport_size({"width": 696, "height": 1016})
        page.emulate_media(media="print")
    page.goto(address + picture.address.removesuffix("&first"))
    if picture.address.endswith("&first"):
        page.locator("main tbody a").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=picture.whole)
    page.emulate_media(media="screen")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="*", help="names of pictures")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--at", help="address of a server that already runs")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    wanted = [p for p in PICTURES if not asked.only or p.name in asked.only]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox"] if not os.geteuid() else []
        )
        if asked.at:
            photograph(browser, asked.at, wanted, asked.to)
        else:
            with served(Path(folder)) as address:
                photograph(browser, address, wanted, asked.to)
        browser.close()


def photograph(browser, address: str, pictures: list[Picture], folder: Path) -> None:
    pages = {}
    for picture in pictures:
        if picture.by not in pages:
            pages[picture.by] = sign_in(browser, address, picture.by)
        print(take(pages[picture.by], address, picture, folder))


if __name__ == "__main__":
    main()

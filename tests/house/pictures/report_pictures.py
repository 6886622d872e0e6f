"""Pictures of the report for `docs/organising/report.md`: `make report-pictures`.

Plays forum 1 of 2018 with simulated phones, has its report written in every format, and looks at
the files with other programs: Word, PowerPoint and Excel files through LibreOffice, PDF through
poppler, HTML in a browser. Needs `soffice` and `pdftoppm` (Debian, Ubuntu: libreoffice-writer,
libreoffice-impress, libreoffice-calc, poppler-utils); nothing else here does.
"""

import asyncio
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import async_playwright

from poll_server.hall import run_through
from tests.support.browsers.get_browser import find_browser

PARTICIPANTS = 150
ROOT = Path(__file__).parents[3]
ALL = ROOT / "test-screenshots" / "report"
"""Where every page of every file goes; git does not see it."""
KEPT = ROOT / "docs" / "organising" / "pictures"
SHOWN = {"docx": (0, 1), "pdf": (0, 1, -1), "pptx": (0, 3, 9), "xlsx": (0, 1), "html": (0,)}
"""Pages of each format that `docs/organising/report.md` shows; -1 is the last."""
DPI = 80
"""A page of A4 is then 661 pixels wide: readable, and small."""
LARGEST = 150_000
"""Bytes of a kept picture."""
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
CONVERT_SECONDS = 180.0


def pages(file: Path, folder: Path) -> list[Path]:
    """A picture of each page of a file, in order."""
    pdf = file
    if file.suffix != ".pdf":
        with tempfile.TemporaryDirectory(prefix="office-") as profile:
            run(
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{profile}",
                *("--convert-to", "pdf"),
                *("--outdir", str(folder)),
                str(file),
            )
        pdf = folder / f"{file.stem}.pdf"
        renamed = folder / f"{file.suffix[1:]}.pdf"
        pdf.rename(renamed)
        pdf = renamed
    stem = folder / f"report-{file.suffix[1:]}"
    run("pdftoppm", "-png", "-r", str(DPI), str(pdf), str(stem))
    return sorted(folder.glob(f"{stem.name}-*.png"))


def run(program: str, *arguments: str) -> None:
    """Run another program; what it says is shown only where it fails."""
    found = shutil.which(program)
    if found is None:
        sys.exit(
            f"{program} is missing: see the first lines of tests/house/pictures/report_pictures.py."
        )
    subprocess.run([found, *arguments], check=True, capture_output=True, timeout=CONVERT_SECONDS)


async def html_pages(file: Path, folder: Path) -> list[Path]:
    """The page as a browser shows it at first, and all of it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        page = await browser.new_page(viewport={"width": 900, "height": 1400}, locale="de-DE")
        await page.goto(file.as_uri())
        await page.wait_for_function(
            "[...document.querySelectorAll('.chart img')].every(img => img.complete && img.src)"
        )
        targets = [folder / "report-html-1.png", folder / "report-html-2.png"]
        await page.screenshot(path=targets[0])
        await page.screenshot(path=targets[1], full_page=True)
        await browser.close()
    return targets


def keep(picture: Path, name: str) -> None:
    """Put a picture into docs, in as few colours as a page has, small enough for a repository."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "png", optimize=True)
        if out.tell() <= LARGEST:
            break
    (KEPT / name).write_bytes(out.getvalue())


def main() -> None:
    """Every page, and the few that are kept."""
    shutil.rmtree(ALL, ignore_errors=True)
    ALL.mkdir(parents=True)
    played = run_through.run_through(PARTICIPANTS, ALL / "files", seed=2018, language="de")
    assert asyncio.run(played) == 0
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.glob("report-*.png"):
        old.unlink()
    for format_, wanted in SHOWN.items():
        (file,) = (ALL / "files").glob(f"*.{format_}")
        found = asyncio.run(html_pages(file, ALL)) if format_ == "html" else pages(file, ALL)
        print(f"{format_}: {len(found)} pages")
        for number, place in enumerate(wanted, 1):
            keep(found[place], f"report-{format_}-{number}.png")


if __name__ == "__main__":
    main()

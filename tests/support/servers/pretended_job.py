"""A job whose progress a test decides, for pages that watch one: no file is really made."""

import fcntl
from pathlib import Path

import msgspec

from poll_server.report.making.orders import MadeFile, Progress

FILES = (
    MadeFile("kongress-ergebnisse.docx", "application/octet-stream", 226_912),
    MadeFile("kongress-ergebnisse.html", "text/html", 4_925_001),
    MadeFile("kongress-ergebnisse.zip", "application/zip", 2_301_882),
)


class PretendedJob:
    """A job's folder, held by the test as a server holds those it has made."""

    job = "p" * 16

    def __init__(self, data_dir: Path, event: str) -> None:
        """Args:
        data_dir: the server's.
        """
        self._folder = data_dir / "made" / event / self.job
        self._folder.mkdir(parents=True, exist_ok=True)
        self.path = f"/organise/{event}/_files/{self.job}"
        self._lock = (self._folder / "lock").open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.tell(Progress(language="de"))

    def tell(self, progress: Progress) -> None:
        """Say from now on that it is so far."""
        unfinished = self._folder / "part"
        unfinished.write_bytes(msgspec.json.encode(progress))
        unfinished.replace(self._folder / "progress.json")

    def working(self, number: int, of: int) -> None:
        """Say that file `number` of so many is being made."""
        name = "zukunftsbildung-ruhr-2018-forum-1-ergebnisse.docx"
        self.tell(Progress(language="de", number=number, of=of, name=name))

    def end(self, why: str = "") -> None:
        """Say that all is made, or why it is not."""
        files = () if why else FILES
        self.tell(Progress(language="de", number=3, of=3, files=files, ended=True, why=why))

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.close()

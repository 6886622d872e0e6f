"""The other side of `/api/v1`, for Python: what there is, typed, and problems as exceptions.

    with Client("https://poll.example.org", token) as server:
        poll = server.poll("2mtt26wc6if2ntpo")
        server.control(poll, "open")
        for snapshot in server.watch(poll.id):
            print(snapshot.prompt, snapshot.votes)

`poll-server remote` is written with it.
"""

import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec

from poll_server.store.records import new_id
from poll_server.wire.messages import Action, StageSnapshot

from .operation import JSON, ROOT
from .problems import PROBLEM, ProblemDetails
from .shapes import (
    ApiEvent,
    ApiPoll,
    ApiQuestion,
    ControlDone,
    ControlOrder,
    EventChange,
    EventList,
    ExportJob,
    ExportOrder,
    QuestionList,
)

SECONDS = 30.0
"""For an answer; a server whose Redis hangs says so within ten."""
TRIES = 5
"""Times that a command is sent whose answer was lost, or that a stream is asked for again."""
PAUSE = 1.0
"""Seconds between two tries, and between two looks at files that are being made."""
BUSY = 503
"""A server that is full, or has lost its Redis for a moment, answers so: it is asked again."""
TOML = {"Content-Type": "application/toml"}

Shape = TypeVar("Shape")


class ApiProblem(Exception):
    """The server did not do it; the message is its sentence."""

    def __init__(self, details: ProblemDetails) -> None:
        super().__init__(" ".join((details.detail, *details.mistakes)))
        self.details = details


class NotDelivered(Exception):
    """What was asked for did not come, or not all of it; the message is a sentence."""


class Client:
    """A server, by one token."""

    def __init__(self, address: str, token: str, language: str = "en") -> None:
        """Args:
        address: the server's, without a path.
        language: of texts and sentences.
        """
        self._http = httpx.Client(
            base_url=address.rstrip("/"),
            headers={"Authorization": f"Bearer {token}", "Accept-Language": language},
            timeout=SECONDS,
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    # ── Events ────────────────────────────────────────────────────────────────────────────────

    def events(self) -> tuple[ApiEvent, ...]:
        return self._get("/events", EventList).events

    def event(self, event: str) -> ApiEvent:
        return self._get(f"/events/{event}", ApiEvent)

    def deck(self, event: str) -> tuple[str, str]:
        """An event's deck, and its ETag."""
        answer = self._ask("GET", f"/events/{event}/deck")
        return answer.text, answer.headers["etag"]

    def make_event(self, deck: str, *, new_codes: bool = False) -> ApiEvent:
        """An event of a deck."""
        path = "/events?new_codes=yes" if new_codes else "/events"
        return self._read(self._ask("POST", path, content=deck.encode(), headers=TOML), ApiEvent)

    def put_deck(self, event: str, deck: str, tag: str) -> ApiEvent:
        """Other questions, where nobody changed the event since `tag`."""
        more: Any = {"content": deck.encode(), "headers": TOML | {"If-Match": tag}}
        return self._read(self._ask("PUT", f"/events/{event}/deck", **more), ApiEvent)

    def change_event(self, event: str, change: EventChange) -> ApiEvent:
        """Folder, archive, publication; whatever somebody else changes meanwhile stays."""
        path = f"/events/{event}"
        tag = {"If-Match": self._ask("GET", path).headers["etag"]}
        return self._read(self._ask("PATCH", path, body=change, headers=tag), ApiEvent)

    # ── Polls ─────────────────────────────────────────────────────────────────────────────────

    def poll(self, poll: str) -> ApiPoll:
        return self._get(f"/polls/{poll}", ApiPoll)

    def questions(self, poll: str) -> tuple[ApiQuestion, ...]:
        return self._get(f"/polls/{poll}/questions", QuestionList).questions

    def control(self, seen: ApiPoll, action: Action, value: str | int = "") -> ControlDone:
        """Command a poll as it was seen; sent again where the answer was lost, and done once."""
        order = ControlOrder(action, seen.control, value, new_id())
        for tried in range(1, TRIES + 1):
            try:
                answer = self._ask("POST", f"/polls/{seen.id}/control", body=order)
                return self._read(answer, ControlDone)
            except httpx.TransportError:
                if tried == TRIES:
                    raise
                time.sleep(PAUSE)
        raise AssertionError  # the last try returns or raises

    def watch(self, poll: str) -> Generator[StageSnapshot, None, None]:
        """What the stage gets, for as long as the server has the poll; comes again by itself.

        Raises:
            NotDelivered: the event is in the archive.
            ApiProblem: the poll was deleted, the token ended, or the server is busy for long.
            TransportError: it cannot be reached.
        """
        seen, failed = "", 0
        while True:
            try:
                for snapshot in self._stream(poll, seen):
                    failed, seen = 0, f"{snapshot.epoch}.{snapshot.version}"
                    yield snapshot
                if self.poll(poll).over:
                    raise NotDelivered(
                        "The event is in the archive: nothing more comes of this poll. All results "
                        "are kept; an organiser can take the event out of the archive."
                    )
            except (httpx.TransportError, ApiProblem) as error:
                failed += 1
                passing = not isinstance(error, ApiProblem) or error.details.status == BUSY
                if not passing or failed == TRIES:
                    raise
            time.sleep(PAUSE)

    def _stream(self, poll: str, seen: str) -> Iterator[StageSnapshot]:
        headers = {"Last-Event-ID": seen} if seen else {}
        path = f"{ROOT}/polls/{poll}/stream"
        with self._http.stream("GET", path, headers=headers) as answer:
            if not answer.is_success:
                answer.read()
                _raise(answer)
            event: dict[str, str] = {}
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                event[name] = value
                if not line:
                    if event.get("event") == "stage_snapshot":
                        yield msgspec.json.decode(event["data"], type=StageSnapshot)
                    event = {}

    # ── Results ───────────────────────────────────────────────────────────────────────────────

    def results(self, event: str = "", poll: str = "") -> Any:
        """Results of an event, or of one poll, as `docs/organising/api.md` describes them."""
        path = f"/polls/{poll}/results" if poll else f"/events/{event}/results"
        return msgspec.json.decode(self._ask("GET", path).content)

    def export(self, event: str, order: ExportOrder, folder: Path) -> Iterator[Path]:
        """Have files made, and write each into `folder`.

        Raises:
            NotDelivered: not all of them could be made; those that were are written.
        """
        job = self._read(self._ask("POST", f"/events/{event}/exports", body=order), ExportJob)
        while not job.ended:
            time.sleep(PAUSE)
            job = self._get(job.href.removeprefix(ROOT), ExportJob)
        for file in job.files:
            target = folder / Path(file.name).name
            target.write_bytes(self._ask("GET", file.href.removeprefix(ROOT)).content)
            yield target
        if job.why:
            raise NotDelivered(
                f"Not all files could be made ({job.why}). All results are kept. Please try again; "
                "if it happens again, the server’s log says why."
            )

    # ── One request ───────────────────────────────────────────────────────────────────────────

    def _get(self, path: str, shape: type[Shape]) -> Shape:
        return self._read(self._ask("GET", path), shape)

    def _ask(self, method: str, path: str, *, body: Any = None, **more: Any) -> httpx.Response:
        if body is not None:
            more["content"] = msgspec.json.encode(body)
            more["headers"] = {"Content-Type": JSON, **more.get("headers", {})}
        answer = self._http.request(method, f"{ROOT}{path}", **more)
        if not answer.is_success:  # nor is a page that leads elsewhere, whatever it holds
            _raise(answer)
        return answer

    def _read(self, answer: httpx.Response, shape: type[Shape]) -> Shape:
        try:
            return msgspec.json.decode(answer.content, type=shape)
        except msgspec.MsgspecError as error:
            raise NotDelivered(
                f"{answer.request.url} answers what no such server does: look at the address."
            ) from error


def _raise(answer: httpx.Response) -> None:
    """Raises: ApiProblem; HTTPStatusError where it is no answer of such a server."""
    if answer.headers.get("content-type", "").startswith(PROBLEM):
        raise ApiProblem(msgspec.json.decode(answer.content, type=ProblemDetails))
    answer.raise_for_status()

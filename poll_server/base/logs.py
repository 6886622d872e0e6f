"""What the server writes down: one line an event, never who was there.

uvicorn writes the client's address and the whole query string of every WebSocket to
`uvicorn.error`, even with `access_log=False`, and at debug level the libraries below it write all
headers, cookies included. Both are stopped at their loggers, so no handler anybody adds later can
bring them back (contract, rule 27).
"""

import logging
import sys
from typing import Any, TextIO

import structlog

QUIET = (
    "uvicorn.error",
    "uvicorn.access",
    "uvicorn.asgi",  # every scope, at trace level
    "websockets.server",
    "websockets.client",
    "httpx",  # rehearsals: a line for each page of each simulated phone
)
"""Loggers that write of single clients. A filter holds for one logger, not for those below it."""


class NoClients(logging.Filter):
    """Lets no line through that tells of one client: its address, URL, headers or frames.

    Below WARNING nothing remains of these loggers: a line for each phone that comes and goes says
    nothing that `/metrics` does not say better.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """False for `%s - "WebSocket %s" [accepted]`, the access log, and below WARNING."""
        if record.name == "uvicorn.access" or record.levelno < logging.WARNING:
            return False
        return "WebSocket" not in str(record.msg)


def _as_json() -> list[Any]:
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _for_people(*, colours: bool) -> list[Any]:
    # The plain formatter: the rich one prints the values of local variables, which are
    # credentials and answers here.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]


def configure(*, stream: TextIO | None = None, as_json: bool | None = None) -> None:
    """Sends every log line, ours and the libraries', to `stream` in one form.

    Args:
        stream: standard error where None.
        as_json: one JSON object a line; where None, unless a person watches a terminal.
    """
    out = sys.stderr if stream is None else stream
    if as_json is None:
        as_json = not out.isatty()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last = _as_json() if as_json else _for_people(colours=out.isatty())
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logger = logging.getLogger(name)
        logger.filters = [f for f in logger.filters if not isinstance(f, NoClients)]
        logger.addFilter(NoClients())
        # What the filter would drop is not even made: three records for each phone that joins. The
        # filter stays, for whoever gives the logger another level later.
        logger.setLevel(logging.WARNING)

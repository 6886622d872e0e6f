"""The whole server as an application: its routes, what lies around them, and its lifetime."""

from functools import partial
from typing import Any, cast

from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.routing import BaseRoute

import audience.pages.entrance
import audience.routes
import presenter.routes
from poll_server.base import logs
from poll_server.base.settings import Settings
from poll_server.report import MEDIA_TYPES
from poll_server.web import api, health, pictures
from poll_server.web.access.guard import ForeignOrigins, Guard
from poll_server.web.pressing.negotiated import Negotiated
from poll_server.web.static_files import static_route

from .lifetime import running
from .parent import end_with_parent

COMPRESSED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    *("image/png", "image/jpeg"),
    *(MEDIA_TYPES[each] for each in ("docx", "pptx", "xlsx", "pdf")),
)
"""What is compressed already: doing it again would only take time from the votes."""
AWAY = (RedisError, ConnectionError, TimeoutError)
"""What reaches a page where Redis is away: each page then says so, and comes back by itself."""


def create_app(settings: Settings | None = None) -> Starlette:
    """The whole server as an ASGI application.

    Args:
        settings: where nothing is given, what `POLL_*` environment variables say.
    """
    settings = settings or Settings.from_env()
    logs.configure()

    end_with_parent()
    refused = ForeignOrigins()
    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(Guard, settings=settings, refused=refused),
            Middleware(Negotiated),
            # Less than a packet gains nothing; level 9 takes twice the time of 6 for no byte less.
            Middleware(
                GZipMiddleware,
                minimum_size=500,
                compresslevel=6,
                exclude_content_types=COMPRESSED,
            ),
        ],
        # Starlette's type knows no typed state: a handler takes our request, and that is one.
        exception_handlers={
            404: cast(Any, audience.pages.entrance.nothing_here),
            **dict.fromkeys(AWAY, cast(Any, audience.pages.entrance.away)),
        },
        lifespan=partial(running, settings, refused),
    )
    # To `/static/stage/`, say, which the guard takes for `/static/stage`: in a circle.
    app.router.redirect_slashes = False
    return app


def _routes() -> list[BaseRoute]:
    """Every address, those first that are asked for most: each is compared until one fits."""
    return [
        *audience.routes.routes,  # first: a hall opens its page within seconds
        static_route("audience", "presenter"),  # fifty times for one page that is new
        *health.routes,
        *api.routes,
        *pictures.routes,
        *presenter.routes.routes,
        *api.elsewhere,
    ]

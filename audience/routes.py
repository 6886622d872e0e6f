"""Every address of the phones' side."""

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from . import assets, codes, pages, posted, preview
from .later import MarkedFiles
from .socket import phone


class CodeConvertor(Convertor[str]):
    """Six or twelve digits of any script, with what people put between: `482 913`, `407-769`.

    Nothing else fits, so no address of another side is ever taken for a code.
    """

    regex = codes.WRITTEN

    def convert(self, value: str) -> str:
        return codes.code_of(value)

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("code", CodeConvertor())

routes: list[BaseRoute] = [
    Route("/", pages.join, name="join"),
    Route("/{code:code}", pages.phone, name="phone"),
    Route("/{code:code}/vote", posted.vote, methods=["POST"]),
    Route("/{code:code}/snapshot", pages.snapshot),
    Route("/organise/{event}/edit/{uid}/phone", preview.phone),
    Route("/privacy", pages.privacy),
    Route("/accessibility", pages.accessibility),
    WebSocketRoute("/ws/phone/{code:code}", phone),
    Mount("/static/audience", MarkedFiles(directory=assets.STATIC)),
]

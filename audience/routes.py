"""Every address of the phones' side."""

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import BaseRoute, Route, WebSocketRoute

from . import codes, probes
from .pages import entrance, floor, posted, preview, scores, speakers
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
    Route("/", entrance.join, name="join"),
    Route("/{code:code}", entrance.phone, name="phone"),
    Route("/{code:code}/vote", posted.vote, methods=["POST"]),
    Route("/{code:code}/snapshot", entrance.snapshot),
    Route("/{code:code}/questions", floor.floor),
    Route("/{code:code}/questions/list", floor.listed),
    Route("/{code:code}/questions/mine", floor.own),
    Route("/{code:code}/questions/ask", floor.ask, methods=["POST"]),
    Route("/{code:code}/questions/support", floor.support, methods=["POST"]),
    Route("/{code:code}/questions/take-back", floor.take_back, methods=["POST"]),
    Route("/{code:code}/points", scores.scores),
    Route("/{code:code}/points/nickname", scores.nickname, methods=["POST"]),
    Route("/{code:code}/speakers", speakers.speakers),
    Route("/{code:code}/speakers/now", speakers.now),
    Route("/{code:code}/speakers/hand", speakers.hand, methods=["POST"]),
    Route("/organise/{event}/edit/{uid}/phone", preview.phone),
    *probes.routes,
    Route("/privacy", entrance.privacy),
    Route("/accessibility", entrance.accessibility),
    WebSocketRoute("/ws/phone/{code:code}", phone),
]

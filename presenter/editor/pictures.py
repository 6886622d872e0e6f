"""Pictures come into the editor: by its script as soon as a file is chosen, or with its form.

The pages of a PDF come all together, each in a slide of its own.
"""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from poll_server.deck import shipped
from poll_server.deck.brand.logo import CannotUse, Flaw
from poll_server.deck.pictures.kept import MOST_PICTURES, DrawnPicture, names_in
from poll_server.deck.pictures.paged import LARGEST_PDF, MOST_PAGES, CannotUsePdf
from poll_server.locale import Speech, speak
from poll_server.report.making.orders import CannotMake
from poll_server.store.parts.picture_store import TooManyPictures
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import Refusal, speech

from .shell import LARGEST_FORM, editing, form_of

FILE, DROP = ".file", ".drop"
"""Behind the name of a field: the file for it; the box that empties it."""


@editing
async def take_in(request: PageRequest) -> Response:
    """`POST /organise/{event}/edit/pictures`: a file, as JSON what its picture is called."""
    try:
        file = (await form_of(request)).get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        return JSONResponse({"name": await _kept(request, content)})
    except Refusal as refused:
        return JSONResponse({"sentence": refused.sentence}, refused.status)


async def with_pictures(request: PageRequest, form: FormData) -> FormData:
    """The form, each field of a picture saying what came with it: the way without JavaScript.

    Raises:
        Refusal: a file cannot be one; nothing of the form is saved.
    """
    said: list[tuple[str, str | UploadFile]] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) and name.endswith(FILE):
            if content := await value.read():
                said.append((name.removesuffix(FILE), await _kept(request, content)))
        elif name.endswith(DROP):
            said.append((name.removesuffix(DROP), ""))
    # The first one of a name is what counts.
    return FormData([*said, *form.multi_items()])


async def _kept(request: PageRequest, content: bytes) -> str:
    """The name of a picture that is kept from now on.

    Raises:
        Refusal: there is no file, or none that could be one; or the event has too many.
        UnknownEvent: there is no such event.
    """
    _, event_id = speech(request), request.path_params["event"]
    if not content:
        raise Refusal(_("Please choose a picture first."), 422)
    store = services_of(request).store
    await store.events.fields(event_id)
    try:
        # In a thread: a large picture takes a moment, and votes must not wait for it.
        made = await to_thread(_drawn, content)
    except CannotUse as refused:
        raise Refusal(why(refused.why, _), 422) from None
    try:
        await store.pictures.put(event_id, made)
    except TooManyPictures:
        await store.pictures.drop_unused(event_id)
        try:
            await store.pictures.put(event_id, made)
        except TooManyPictures:
            sentence = _(
                "This event has %(most)s pictures, which is as many as fit. Take one out of a "
                "question first; all is as it was.",
                most=MOST_PICTURES,
            )
            raise Refusal(sentence, 422) from None
    return made.name


async def bring_shipped(request: PageRequest, items: Sequence[Mapping[str, Any]]) -> None:
    """Keep the pictures that ready questions of the bank show; of other names nothing is known."""
    for file, content in shipped.pictures(msgspec.json.encode(items).decode()).items():
        # Ours are as small as phones have them, and were drawn by our own script.
        made = DrawnPicture(file.rpartition(".")[0], content, content)
        try:
            await services_of(request).store.pictures.put(request.path_params["event"], made)
        except TooManyPictures:
            return  # the editor shows the words instead, and another one can be chosen


async def keep_for_now(request: PageRequest, pictures: Sequence[DrawnPicture]) -> None:
    """Keep the pictures of a file that is looked at, as those that are chosen in a form.

    If nobody adds what shows them, the next that need their room take it.

    Raises:
        Refusal: the event has no room; nothing has changed.
    """
    _, store = speech(request), services_of(request).store
    try:
        await store.pictures.put_all(request.path_params["event"], pictures, "")
    except TooManyPictures:
        sentence = _(
            "With the pictures of this file the event would have more than %(most)s. Please take "
            "some out of its questions, or the pictures out of the file; all is as it was.",
            most=MOST_PICTURES,
        )
        raise Refusal(sentence, 422) from None


async def see_that_all_are_there(request: PageRequest, names: str) -> None:
    """See that the pictures of questions that were looked at are kept still.

    Args:
        names: of those pictures, with blanks between.

    Raises:
        Refusal: others took their room meanwhile.
    """
    _, event = speech(request), request.path_params["event"]
    named = names_in(names)
    if named and not named <= set(await services_of(request).store.pictures.names(event)):
        sentence = _(
            "The pictures of this file are no longer kept, since others needed their room. Nothing "
            "was added; please choose the file once more."
        )
        raise Refusal(sentence, 409)


async def slides_of(
    request: PageRequest, content: bytes, languages: Sequence[str]
) -> list[dict[str, Any]]:
    """The pages of a PDF as slides of a draft; their pictures are kept from now on.

    Raises:
        Refusal: it is no PDF that can be used, or the event has no room; nothing has changed.
    """
    _, services = speech(request), services_of(request)
    if not content:
        raise Refusal(_("Please choose a PDF first."), 422)
    try:
        pages = await services.workshop.pages(content)
    except CannotUsePdf as refused:
        raise Refusal(why_no_pdf(refused.why, _, refused.page), 422) from None
    except CannotMake as failed:
        busy = failed.why == "busy"
        raise Refusal(why_no_pdf("busy" if busy else "work", _), 503 if busy else 422) from None
    try:
        pictures = [each.picture for each in pages]
        await services.store.pictures.put_all(request.path_params["event"], pictures, "")
    except TooManyPictures:
        raise Refusal(why_no_pdf("room", _), 422) from None
    return [
        {
            "kind": "slide",
            "prompt": page.title or {each: _page(number, speak(each)) for each in languages},
            "picture": page.picture.name,
            "picture_text": page.words,
        }
        for number, page in enumerate(pages, 1)
    ]


def _page(number: int, _: Speech) -> str:
    return _("Page %(number)s", number=number)


async def form_with_pdf(request: PageRequest) -> tuple[FormData, bytes]:
    """The posted form, and the file that came with it; empty where none did.

    Raises:
        Refusal: it is more than a PDF may have.
    """
    much = why_no_pdf("file", speech(request))
    form = await form_of(request, LARGEST_FORM + LARGEST_PDF, much)
    file = form.get("file")
    return form, await file.read() if isinstance(file, UploadFile) else b""


def why_no_pdf(flaw: str, _: Speech, page: int = 0) -> str:
    """Why the pages of a file cannot become slides, what is kept, and what to do.

    Args:
        flaw: as in `CannotUsePdf`; or `busy`, `work` or `room`.
        page: the one that it is about, from 1.
    """
    reason = {
        "file": _("The PDF has more than 20 MB. Please export it smaller, or in parts."),
        "format": _("This is no PDF that can be read. Please export the file as PDF again."),
        "locked": _(
            "This PDF is encrypted: with a password, or so that not everything is allowed. "
            "Please export it without that."
        ),
        "pages": _(
            "This PDF has more than %(most)s pages. Please export those that are to be shown.",
            most=MOST_PAGES,
        ),
        "box": _(
            "Page %(number)s of this PDF is too large or too small for a slide. Please export it "
            "as wide as a sheet of paper.",
            number=page,
        ),
        "work": _(
            "To draw this PDF takes more time or memory than the server gives it. Please export "
            "it with smaller pictures, or in parts."
        ),
        "busy": _("Other PDFs are being drawn just now. Please try again in a minute."),
        "room": _(
            "With the pages of this PDF the event would have more than %(most)s pictures. Please "
            "take some out of its questions, or export fewer pages.",
            most=MOST_PICTURES,
        ),
    }[flaw]
    return " ".join((reason, _("All is as it was before.")))


def _drawn(content: bytes) -> DrawnPicture:
    """A picture of an uploaded file; the library for pictures comes with the first one."""
    from poll_server.deck.pictures.drawn import draw

    return draw(content)


def why(flaw: Flaw, _: Speech) -> str:
    """Why a file cannot be a picture, what is kept, and what to do."""
    reason = {
        "vector": _(
            "SVG files are programs as much as pictures, so they are not taken. Please export "
            "the picture as PNG, 1600 pixels wide."
        ),
        "format": _("This is no picture that can be read. Please use PNG, JPEG or WebP."),
        "file": _("The file has more than 8 MB. Please export it smaller."),
        "pixels": _(
            "The picture has more than 25 million pixels. Please export it smaller: 1600 pixels "
            "wide are enough."
        ),
        "empty": _("There is nothing to be seen in this picture. Please choose another one."),
    }[flaw]
    return " ".join((reason, _("All is as it was before.")))


routes: list[BaseRoute] = [
    Route("/organise/{event}/edit/pictures", take_in, methods=["POST"]),
]

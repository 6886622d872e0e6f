"""What is sent to be taken over: a file, or what was read of one before.

The file is not kept: what was read of it travels in the form.
"""

from starlette.datastructures import FormData, UploadFile

from poll_server.drafts.exchange.results import LARGEST_FIELD
from poll_server.drafts.imports import LARGEST_SHEET
from poll_server.web.bodies import NoForm, TooLarge, form_in
from poll_server.web.services import PageRequest
from presenter.organiser.shell import Refusal, speech

LARGEST_FORM = LARGEST_SHEET + LARGEST_FIELD + 10_000
"""Bytes: a file or what was read of it, and what surrounds them."""
MOST_FIELDS = 300
"""A choice for each of 200 questions, and what surrounds them."""


async def form_with_file(request: PageRequest) -> FormData:
    """The posted form.

    Raises:
        Refusal: it is too large, or none of ours.
    """
    _ = speech(request)
    try:
        return await form_in(
            request, LARGEST_FORM, files=1, fields=MOST_FIELDS, field=LARGEST_FIELD
        )
    except TooLarge as error:
        raise Refusal(_("A table has at most 2 MB."), 413) from error
    except NoForm as error:
        raise Refusal(_("This was no form of ours."), 400) from error


async def file_in(request: PageRequest, form: FormData) -> tuple[str, bytes] | None:
    """Name and content of the file in the form; None where it holds what was read before.

    Raises:
        Refusal: there is neither.
    """
    _, file = speech(request), form.get("file")
    if isinstance(file, UploadFile):
        content = await file.read(LARGEST_SHEET + 1)
        await file.close()
        if content:
            return file.filename or "", content
    if "old" in form:
        return None
    raise Refusal(_("Please choose the file with the results."), 422)

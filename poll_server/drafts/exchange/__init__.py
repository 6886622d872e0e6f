"""Questions to and from other tools' files; what gets lost on the way is named.

    asked.py        a question as both sides know it
    coming.py       which tool's file it is, and what is read of it
    going.py        an event's questions as another tool's file
    gift.py, aiken.py, moodle.py, qti.py, particify.py, quizzes.py, quiz_tables.py, cqa.py, h5p.py:
                    one format each
    results/        what came out of other tools' polls
    plain.py, xml.py    words of HTML, and XML that means no harm

Nothing here touches a draft or does any I/O. All of it takes a moment: pages call it in a thread.
"""

from poll_server.drafts.exchange.asked import Loss
from poll_server.drafts.exchange.coming import LARGEST_PACKED, Arrival, arrived
from poll_server.drafts.exchange.going import FORMATS, Gone, OtherFormat, written

__all__ = [
    "FORMATS",
    "LARGEST_PACKED",
    "Arrival",
    "Gone",
    "Loss",
    "OtherFormat",
    "arrived",
    "written",
]

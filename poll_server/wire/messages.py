"""Everything said over a WebSocket, by direction. `examples.json` shows one of each.

    phone.py      what phones say and are told
    stage.py      what projected screens are told
    moderator.py  what moderators say and are told
    mood.py       reactions and the tempo, as all three are told of them
    message.py    what all messages have

Each message is a JSON object whose `type` is the class's name in snake case. Unknown types and
fields are errors. `python -m poll_server.wire.javascript` writes `messages.js` from this module.
"""

import msgspec

from .message import (
    ExactInt,
    Id,
    Message,
    Misunderstood,
    Restart,
    Scene,
    Stalled,
    State,
    Tempo,
    snake,
)
from .moderator import (
    Action,
    Attendance,
    Command,
    Conflict,
    Done,
    FromModerator,
    HandCount,
    HandLine,
    LaidOf,
    LaidWords,
    Listed,
    ModeratorSnapshot,
    NotDone,
    ToModerator,
    Verdict,
    WrittenText,
)
from .mood import MoodNow, MoodWanted
from .phone import (
    LARGEST_FRAME,
    Asked,
    Counted,
    FromPhone,
    Hello,
    MyVote,
    PhoneQuestion,
    PhoneResults,
    PhoneRow,
    PhoneSeries,
    Reason,
    Refused,
    Retry,
    Seen,
    Snapshot,
    Tapped,
    ToPhone,
    Vote,
    Welcome,
)
from .stage import (
    FloorEntry,
    FromEmbed,
    LookIn,
    Shown,
    StageSnapshot,
    Table,
    TableRow,
    ToStage,
)

__all__ = [
    "LARGEST_FRAME",
    "Action",
    "Asked",
    "Attendance",
    "Command",
    "Conflict",
    "Counted",
    "Done",
    "ExactInt",
    "FloorEntry",
    "FromEmbed",
    "FromModerator",
    "FromPhone",
    "HandCount",
    "HandLine",
    "Hello",
    "Id",
    "LaidOf",
    "LaidWords",
    "Listed",
    "LookIn",
    "Message",
    "Misunderstood",
    "ModeratorSnapshot",
    "MoodNow",
    "MoodWanted",
    "MyVote",
    "NotDone",
    "PhoneQuestion",
    "PhoneResults",
    "PhoneRow",
    "PhoneSeries",
    "Reason",
    "Refused",
    "Restart",
    "Retry",
    "Scene",
    "Seen",
    "Shown",
    "Snapshot",
    "StageSnapshot",
    "Stalled",
    "State",
    "Table",
    "TableRow",
    "Tapped",
    "Tempo",
    "ToModerator",
    "ToPhone",
    "ToStage",
    "Verdict",
    "Vote",
    "Welcome",
    "WrittenText",
    "encode",
    "from_embed",
    "from_moderator",
    "from_phone",
    "snake",
]

from_phone: msgspec.json.Decoder[FromPhone] = msgspec.json.Decoder(FromPhone)
from_moderator: msgspec.json.Decoder[FromModerator] = msgspec.json.Decoder(FromModerator)
from_embed: msgspec.json.Decoder[FromEmbed] = msgspec.json.Decoder(FromEmbed)
encode = msgspec.json.Encoder().encode

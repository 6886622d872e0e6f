"""Every key in Redis, named here and nowhere else.

    server                    hash    secret (signs cookies, where no file does: see `store`),
                                      secret_sha256 (of that in the file), rewrite_due (secrets
                                      were removed, and the append-only file may still hold them),
                                      data (version of all that is kept here), data_by (the program
                                      that wrote it): see `upkeep.data_version`
    server:probe              string  nothing: whether writes go through; see `probe`
    server:probe:<N>          string  the same, for each primary of a cluster
    {<tag>}:confirmed         string  nothing, and gone at once: what replicas are asked for, in the
                                      slot of the keys with this hash tag; see `reach.confirmed`
    {organisers}:accounts     hash    account id -> JSON; this and the next two: see `accounts`
    {organisers}:invitations  hash    SHA-256 of a link's secret -> JSON
    {organisers}:setup        string  SHA-256 of the secret of the first link
    {organisers}:second       hash    account id -> JSON; see `second_factor`
    {organisers}:tokens       hash    token id -> JSON, with the SHA-256 of its secret
    {organisers}:acts         list    JSON, what organisers did, the newest first: see `parts.acts`
    {hooks}:all               hash    hook id -> JSON; this and the next four: see `parts.hooks`
    {hooks}:seen              hash    "poll <P>" or "event <E>" -> how far it had got
    {hooks}:due               hash    '<hook> <delivery>' -> JSON, what is to be told
    {hooks}:log               list    JSON, what came of it
    {hooks}:sender            string  the process that sends; 15 s at most
    events                    set     event ids
    event:<E>                 hash    deck (JSON), created_ms, simulated, archived_ms, due_ms,
                                      published (1: its results are), logo (its mark), folder
                                      (where it is found), embedders (origins), people (JSON),
                                      polls (JSON: slug -> poll id), link:… (see `links`)
    draft:<E>                 hash    what is being edited; its fields: see `drafts.keep`
    draft:<E>:turn            string  held by who changes what is live; 30 s at most
    event:<E>:logo            hash    about (JSON, see `brand.Logo`), png (the large one, base64)
    event:<E>:pictures        hash    <name>:phone, <name>:stage (PNG or JPEG, base64) of what was
                                      uploaded to be seen; see `picture_store`
    code:<482913>             string  poll id
    poll:{<P>}:about          hash    event, slug, code, poll (JSON), heading (JSON: the event
                                      without its polls), logo (JSON, if there is one; on phones
                                      without a further read), link:… (see `links`)
    poll:{<P>}:secret         string  what voter keys are made with; deleting it unlinks all votes
    poll:{<P>}:live           hash    epoch, version, control, question, round, rounds, shown,
                                      black, join, measure, compare, grouping, scene, until_ms (see
                                      `flow.scenes`), reactions, tempo, mood_stage, emoji, speakers,
                                      speakers_stage (open, to be seen on the stage) (see
                                      `flow.moods`), leaderboard_stage, piles_stage, nicknames,
                                      nickname_last, nickname_ms (see `nickname_store`), links,
                                      stage_links, embed_links (generations of its secret links),
                                      over (1: archived), moved_ms (last step), set_back_ms (when
                                      Redis was found to have gone back in time), deleted (last
                                      round whose single votes were), practice (1: nothing counts),
                                      practised (last of one), edition (+1 when `about` changes),
                                      q:<question> -> last round, chart:<question> -> bars, …,
                                      left:<question> -> 1: its result was in sight to the last
    poll:{<P>}:commands       hash    command id -> control version; kept one hour
    poll:{<P>}:shown          list    'ms round on|off': when which result was seen; see `shown`
    poll:{<P>}:crowd          hash    process -> 'ms JSON', what each process sees
    poll:{<P>}:mood           hash    process -> JSON: its sums of reactions and of the tempo
    poll:{<P>}:tapped         hash    reactions, tempo: how many taps there were in all
    poll:{<P>}:speakers       hash    what holds for the speakers' list; see `speaker_store`
    poll:{<P>}:speakers:hands hash    voter key -> JSON: how a hand stands
    poll:{<P>}:nicknames      hash    voter key -> JSON; this and the next two: see `nickname_store`
    poll:{<P>}:nicknames:names        hash  folded name -> the voter key of who has it
    poll:{<P>}:nicknames:ballots      hash  voter key -> JSON: question -> voter key of its ballot
    poll:{<P>}:changes        channel the poll's new version (of its shard: SPUBLISH), after `VOTES`
                                      where only these moved it; what begins with `ASIDE` moves none
    poll:{<P>}:floor          hash    what holds for the questions from the hall; see `floor_store`
    poll:{<P>}:floor:entries  hash    entry -> JSON
    poll:{<P>}:floor:writers  hash    voter key -> how many entries it made
    poll:{<P>}:floor:counts   hash    entry -> how many support it
    poll:{<P>}:floor:by:<entry>       hash  voter key -> 'seq on' of who supports it
    poll:{<P>}:round:<N>              hash  question, attempt, state, opened_ms, deadline_ms,
                                            closed_ms, votes, version, freeze_ms, frozen_ms,
                                            sha256, result_sha256, scheme, audit, moves_from,
                                            hands, speed_ms (see `traits.speed`), source (a tool)
    poll:{<P>}:round:<N>:votes        hash  voter key -> 'seq\\ncounts\\nanswer'
    poll:{<P>}:round:<N>:tally        hash  counter -> number
    poll:{<P>}:round:<N>:result       hash  the tally, frozen soon after the close
    poll:{<P>}:round:<N>:moderation   hash  counter -> approved | dismissed; laid -> JSON
    poll:{<P>}:round:<N>:moves        hash  from>to -> people, since round `moves_from`
    poll:{<P>}:round:<N>:piles        list  step of laying its texts in piles: 'id JSON'

The braces keep one poll's keys in one cluster slot, so that a script may touch them together.
Ballots carry no time (but for a bonus, see `traits.speed`) and no order: a hash.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from .poll_keys import FloorKeys, NicknameKeys, RoundKeys

SERVER = "server"
REWRITE_DUE, SECRET, SECRET_SHA256, DATA, DATA_BY = (
    "rewrite_due", "secret", "secret_sha256", "data", "data_by",
)  # fmt: skip
"""Fields of `server`."""
PROBE = "server:probe"
EVENTS = "events"
ACCOUNTS, INVITATIONS, SECOND_FACTORS, SETUP, TOKENS, ACTS = (
    f"{{organisers}}:{each}"
    for each in ("accounts", "invitations", "second", "setup", "tokens", "acts")
)
HOOKS, HOOKS_SEEN, HOOKS_DUE, HOOKS_LOG, HOOKS_SENDER = (
    f"{{hooks}}:{each}" for each in ("all", "seen", "due", "log", "sender")
)
BEFORE_ACCOUNTS = "organiser"
"""The hash of a server that had one password for everybody."""
OF_EVENTS = ("poll:{*", "draft:*", "event:*:logo", "event:*:pictures", "code:*")
"""Match every key that some event must lead to."""

SHAPES = {
    SERVER: "hash",
    PROBE: "string",
    "server:probe:<N>": "string",
    "{<tag>}:confirmed": "string",
    **dict.fromkeys((ACCOUNTS, INVITATIONS, SECOND_FACTORS, TOKENS, BEFORE_ACCOUNTS), "hash"),
    SETUP: "string",
    ACTS: "list",
    **dict.fromkeys((HOOKS, HOOKS_SEEN, HOOKS_DUE), "hash"),
    HOOKS_LOG: "list",
    HOOKS_SENDER: "string",
    EVENTS: "set",
    "event:<E>": "hash",
    "draft:<E>": "hash",
    "draft:<E>:turn": "string",
    "event:<E>:logo": "hash",
    "event:<E>:pictures": "hash",
    "code:<482913>": "string",
    "poll:{<P>}:about": "hash",
    "poll:{<P>}:secret": "string",
    "poll:{<P>}:live": "hash",
    "poll:{<P>}:commands": "hash",
    "poll:{<P>}:shown": "list",
    "poll:{<P>}:crowd": "hash",
    "poll:{<P>}:mood": "hash",
    "poll:{<P>}:tapped": "hash",
    "poll:{<P>}:speakers": "hash",
    "poll:{<P>}:speakers:hands": "hash",
    "poll:{<P>}:nicknames": "hash",
    "poll:{<P>}:nicknames:names": "hash",
    "poll:{<P>}:nicknames:ballots": "hash",
    "poll:{<P>}:floor": "hash",
    "poll:{<P>}:floor:entries": "hash",
    "poll:{<P>}:floor:writers": "hash",
    "poll:{<P>}:floor:counts": "hash",
    "poll:{<P>}:floor:by:<entry>": "hash",
    "poll:{<P>}:round:<N>": "hash",
    "poll:{<P>}:round:<N>:votes": "hash",
    "poll:{<P>}:round:<N>:tally": "hash",
    "poll:{<P>}:round:<N>:result": "hash",
    "poll:{<P>}:round:<N>:moderation": "hash",
    "poll:{<P>}:round:<N>:moves": "hash",
    "poll:{<P>}:round:<N>:piles": "list",
}
"""Every key as above, and what stands under it: what a backup takes, and all it may bring back."""
VOTES, ASIDE = "votes ", "mood "
"""Begin words on a poll's channel that are no step: what is due in its time, and what never is."""
PASSING = {
    HOOKS_SENDER, PROBE, "server:probe:<N>", "{<tag>}:confirmed", "draft:<E>:turn",
    "poll:{<P>}:crowd", "poll:{<P>}:mood",
}  # fmt: skip
"""What is true for seconds only: a backup leaves it out."""
OURS = (
    *(name for name in SHAPES if "<" not in name),
    "event:*", "draft:*", "code:*", "poll:{*}:*",
)  # fmt: skip
"""Match every key that may be ours: a Redis may be shared with others."""


@lru_cache(maxsize=1)
def _shapes() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    def pattern(name: str) -> str:
        return re.sub(r"<\w+>", r"[\\w-]+", re.escape(name))

    return tuple((re.compile(pattern(name)), name, kind) for name, kind in SHAPES.items())


def shape_of(key: str) -> str:
    """What stands under `key` for longer than some seconds: hash, set, list or string.

    Returns:
        '' where it is none of ours, or passes.
    """
    for pattern, name, kind in _shapes():
        if pattern.fullmatch(key):
            return "" if name in PASSING else kind
    return ""


def event_key(event_id: str) -> str:
    """An event's deck, times and polls."""
    return f"event:{event_id}"


def logo_key(event_id: str) -> str:
    """The logo of an event."""
    return f"event:{event_id}:logo"


def pictures_key(event_id: str) -> str:
    """The pictures of an event."""
    return f"event:{event_id}:pictures"


def draft_key(event_id: str) -> str:
    """The draft of an event."""
    return f"draft:{event_id}"


def turn_key(event_id: str) -> str:
    """Held by who changes an event that is live."""
    return f"draft:{event_id}:turn"


def code_key(digits: str) -> str:
    """The poll of a join code."""
    return f"code:{digits}"


def probe_key(number: int) -> str:
    """One of as many keys as are needed until each primary of a cluster has one."""
    return f"{PROBE}:{number}"


def hash_tag(key: str) -> str:
    """What of a key decides in which slot it lives: what is in its first braces, or all of it."""
    tag, closed, _ = key.partition("{")[2].partition("}")
    return tag if tag and closed else key


def barrier_key(key: str) -> str:
    """A key in the slot of `key`."""
    return f"{{{hash_tag(key)}}}:confirmed"


def poll_of(channel: str) -> str:
    """The poll whose changes are told on this channel."""
    return hash_tag(channel)


@dataclass(frozen=True)
class PollKeys:
    """The keys of one poll."""

    poll: str

    def _key(self, name: str) -> str:
        return f"poll:{{{self.poll}}}:{name}"

    @property
    def about(self) -> str:
        return self._key("about")

    @property
    def secret(self) -> str:
        return self._key("secret")

    @property
    def live(self) -> str:
        return self._key("live")

    @property
    def commands(self) -> str:
        return self._key("commands")

    @property
    def shown(self) -> str:
        return self._key("shown")

    @property
    def crowd(self) -> str:
        return self._key("crowd")

    @property
    def mood(self) -> str:
        return self._key("mood")

    @property
    def tapped(self) -> str:
        return self._key("tapped")

    @property
    def speakers(self) -> str:
        return self._key("speakers")

    @property
    def hands(self) -> str:
        return self._key("speakers:hands")

    @property
    def nicknames(self) -> NicknameKeys:
        return NicknameKeys(self._key("nicknames"))

    @property
    def changes(self) -> str:
        return self._key("changes")

    @property
    def floor(self) -> FloorKeys:
        return FloorKeys(self._key("floor"))

    def round(self, number: int) -> RoundKeys:
        return RoundKeys(self._key(f"round:{number}"))

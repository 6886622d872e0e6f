"""Events as anybody could write them, for laws that hold of every deck."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from poll_server.base.text import Text
from poll_server.deck.deck import Brand, Event, Poll
from poll_server.questions import (
    AnyQuestion,
    Choice,
    Condition,
    OpenText,
    Scale,
    Sentence,
    Words,
)
from poll_server.questions.methods.likert import SETS


@cache
def plain(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Any text that a deck may hold, with something in it to see."""
    letters = st.characters(
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069{}",
    )
    text = st.text(
        letters | st.sampled_from('"\\\n\tÄ–…\u202f\u00ad😀'), min_size=0, max_size=most - 2
    )
    return text.map(lambda each: f"{each}x" if least and not each.strip() else each)


@cache
@st.composite
def texts(draw: st.DrawFn, languages: tuple[str, ...], most: int = 60) -> Text:
    """One string, or one in each language."""
    if draw(st.booleans()):
        return draw(plain(most))
    return {language: draw(plain(most)) for language in languages}


@cache
def optional(values: st.SearchStrategy[Any], empty: Any = "") -> st.SearchStrategy[Any]:
    return st.just(empty) | values


IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)


@st.composite
def several(draw: st.DrawFn, languages: tuple[str, ...], least: int, most: int) -> tuple[Text, ...]:
    """Texts that are different in every language."""
    bodies = draw(st.lists(texts(languages), min_size=least, max_size=most))
    return tuple(
        f"{place} {body}"
        if isinstance(body, str)
        else {language: f"{place} {version}" for language, version in body.items()}
        for place, body in enumerate(bodies)
    )


@st.composite
def sentences(
    draw: st.DrawFn, languages: tuple[str, ...], names: tuple[Text, ...] | None
) -> tuple[Sentence, ...]:
    """Sentences about some of `names`, or about any words where that is None."""
    known = [each if isinstance(each, str) else next(iter(each.values())) for each in names or ()]
    one_name = st.sampled_from(known) if known else plain(30) if names is None else st.nothing()
    of = draw(st.lists(one_name, max_size=3)) if known or names is None else []
    figures = ["", " {percent}", " {percents} {n}", " {about}", " {option} {count}"]
    numbers = st.none() | st.integers(1, 100)
    when = Condition(
        below=draw(numbers), at_least=draw(numbers), top=draw(numbers), lowest=draw(st.booleans())
    )
    text = draw(texts(languages))
    figure = draw(st.sampled_from(figures if of else figures[:1]))
    return (
        Sentence(
            text=text + figure
            if isinstance(text, str)
            else {language: version + figure for language, version in text.items()},
            of=tuple(of),
            when=when if of else Condition(),
            otherwise=draw(optional(texts(languages))),
        ),
    )


@st.composite
def questions(draw: st.DrawFn, languages: tuple[str, ...], name: str) -> AnyQuestion:
    """One question of any kind."""
    common: dict[str, Any] = {
        "id": name,
        "prompt": draw(texts(languages)),
        "hint": draw(optional(texts(languages))),
        "notes": draw(optional(texts(languages, 200))),
        "timer": draw(st.integers(0, 3600)),
        "live": draw(st.booleans()),
        "markdown": draw(st.booleans()),
    }
    yes = st.booleans()
    match draw(st.sampled_from(["choice", "scale", "set", "words", "text"])):
        case "choice":
            options = draw(several(languages, 2, 6))
            return Choice(
                **common,
                options=options,
                most=draw(st.integers(1, len(options))),
                abstain=draw(yes),
                other=draw(yes),
                sentences=draw(sentences(languages, options)),
            )
        case "scale":
            labels = draw(several(languages, 2, 10))
            return Scale(**common, labels=labels, abstain=draw(yes))
        case "set":
            statements = draw(several(languages, 0, 4))
            return Scale(
                **common,
                statements=statements,
                set=draw(st.sampled_from(sorted(SETS))),
                sentences=draw(sentences(languages, statements)),
            )
        case "words":
            return Words(
                **common,
                entries=draw(st.integers(1, 5)),
                sentences=draw(sentences(languages, None)),
            )
    return OpenText(**common, sentences=draw(sentences(languages, None)))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any event that is right."""
    languages = draw(st.sampled_from([("de",), ("en",), ("de", "en"), ("en", "de")]))
    names = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    codes = draw(st.lists(st.from_regex(r"[0-9]{6}", fullmatch=True), unique=True,
                          min_size=len(names), max_size=len(names)))  # fmt: skip
    polls = []
    for name, code in zip(names, codes, strict=True):
        ids = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
        polls.append(
            Poll(
                id=name,
                title=draw(texts(languages)),
                subtitle=draw(optional(texts(languages))),
                host=draw(optional(texts(languages))),
                code=draw(optional(st.just(code))),
                smallest_group=draw(st.integers(1, 1000)),
                linkable=draw(st.booleans()),
                nicknames=(named := draw(st.booleans())),
                leaderboard=(ranked := named and draw(st.booleans())),
                leaderboard_in_report=ranked and draw(st.booleans()),
                questions=tuple(draw(questions(languages, each)) for each in ids),
            )
        )
    return Event(
        id=draw(IDS),
        title=draw(texts(languages)),
        languages=languages,
        place=draw(optional(texts(languages))),
        date=draw(optional(texts(languages))),
        hosts=tuple(draw(st.lists(plain(150), max_size=3))),
        motto=draw(optional(texts(languages, 250))),
        brand=Brand(
            name=draw(optional(texts(languages, 60))),
            accent=draw(optional(st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True))),
        ),
        polls=tuple(polls),
    )

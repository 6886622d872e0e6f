"""How a person fills the form of each kind."""

from collections.abc import Callable, Sequence
from typing import Any

from poll_server.questions import (
    ABSTAIN,
    Choice,
    Grid,
    MaxDiff,
    Number,
    OpenText,
    Pairs,
    Pin,
    Points,
    Question,
    Ranking,
    Resistance,
    Scale,
    Survey,
    Words,
)
from poll_server.questions.form import Form
from poll_server.questions.traits.statements import in_order


def fill_choice(answer: Any) -> Form:
    picked = [str(n) for n in answer.get("options", ())]
    if "other" in answer:
        picked.append("other")
    if answer.get("abstain"):
        picked.append(ABSTAIN)
    texts = {name: [answer.get(name, "")] for name in ("other", "reason")}
    return {"options": picked, **texts}


def fill_scale(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"step-0": ["1"], "abstain": [ABSTAIN]}
    steps = enumerate(answer["steps"])
    return {f"step-{n}": [str(step)] for n, step in steps if step is not None}


def fill_ranking(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"place-0": ["1"], "abstain": [ABSTAIN]}
    return {f"place-{n}": [str(place)] for place, n in enumerate(answer["order"], 1)}


def fill_resistance(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"against-0": ["1"], "abstain": [ABSTAIN]}
    return {f"against-{n}": [str(value)] for n, value in enumerate(answer["against"])}


def fill_points(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"points-0": ["1"], "abstain": [ABSTAIN]}
    return {f"points-{n}": [str(given)] for n, given in enumerate(answer["points"])}


def fill_grid(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"at-0": ["1", ""], "abstain": [ABSTAIN]}
    places = (place or ["", ""] for place in answer["at"])
    return {f"at-{n}": [str(step) for step in place] for n, place in enumerate(places)}


def fill_pin(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"area": [ABSTAIN]}
    return {"area": [str(answer["area"])], "at": [str(n) for n in answer.get("at", ("", ""))]}


def fill_pairs(answer: Any) -> Form:
    pairs = {"-".join(map(str, sorted(won, key=in_order))): won for won in answer["won"]}
    return {f"pair-{name}": [str(won[0])] for name, won in pairs.items()} | added(answer)


def added(answer: Any) -> dict[str, list[str]]:
    return {"own": [answer.get("own", "")]}


def fill_maxdiff(answer: Any) -> Form:
    sets = {"-".join(map(str, sorted(each, key=in_order))): each for each in answer["sets"]}
    return added(answer) | {
        f"set-{part}-{name}": [str(each[-part])] for name, each in sets.items() for part in (0, 1)
    }


def fill_survey(answer: Any) -> Form:
    """Each part as its kind is filled in, which the one name in its answer tells."""
    filled: dict[str, Sequence[str]] = {}
    for part, given in answer["answers"].items():
        abstaining = {name: [ABSTAIN] for name in ("options", "area", "abstain")}
        own = next((FORMS[kind](given) for kind, n in SAID.items() if n in given), abstaining)
        filled |= {f"{part}.{name}": values for name, values in own.items()}
    return filled


def as_sent(question: Question, answer: Any) -> Any:
    """What a form says that is filled in so: who sends that of a survey is through with it."""
    return answer | {"done": True} if isinstance(question, Survey) else answer


SAID: dict[type[Question], str] = {
    Pin: "area",
    Choice: "options",
    Scale: "steps",
    Ranking: "order",
    Resistance: "against",
    Grid: "at",
    Pairs: "won",
    MaxDiff: "sets",
    Points: "points",
    Words: "words",
    OpenText: "text",
    Number: "number",
}
"""The name that only a kind's answers have; a pin's may also have a grid's, so it comes first."""


FORMS: dict[type[Question], Callable[[Any], Form]] = {
    Choice: fill_choice,
    Scale: fill_scale,
    Ranking: fill_ranking,
    Resistance: fill_resistance,
    Grid: fill_grid,
    Pin: fill_pin,
    Pairs: fill_pairs,
    MaxDiff: fill_maxdiff,
    Points: fill_points,
    Words: lambda answer: {"words": [*answer["words"], "", " "][:5]},
    OpenText: lambda answer: {"text": [answer["text"]]},
    Number: lambda answer: {"number": [f" {answer['number']:.5f}".replace(".", ",")]},
    Survey: fill_survey,
}
"""How a person fills the form for an answer."""

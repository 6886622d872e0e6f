"""Which written texts say nearly the same: piles that a moderator may take as a beginning.

Classical, and quick enough to be asked for in a break: no model, nothing is learnt from anybody
else's texts, and none leaves the machine. Two texts are as alike as the cosine of their words'
stems and of these stems' letter n-grams, rare ones counting for more (Salton and Buckley,
“Term-weighting approaches in automatic text retrieval”, 1988). Stems come off as in CISTEM
(Weissweiler and Fraser, “Developing a stemmer for German”, 2017): endings go again and again while
enough is left. Letter n-grams find what a stem misses: compounds and slips of the finger
(McNamee and Mayfield, “Character n-gram tokenization for European language text retrieval”, 2004).
Piles are stars (Aslam, Pelekhov and Rus, “The star clustering algorithm”, 2004): the text with
most that is like it is the middle of one, and gives it its name; so no pile is a chain whose ends
have nothing in common.

What a moderator laid together counts for what comes later: a text goes to the pile that has its
words, also where these became one pile only by hand.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log, sqrt

ALIKE = 0.22
"""Cosine from which on a text is laid with another: found on the texts of the tests, where higher
values leave more of them alone and lower ones mix what has nothing in common."""
NEARLY = 0.9
"""Part of the highest likeness, from which on a text may give its pile the name if it is short."""
NGRAM = 4
"""Letters: three are in too many words of German."""
SHORTEST_STEM = 4
"""Letters that stay of a word, as CISTEM has it."""
COMMON = 0.2
"""Part of the texts: what is in more of them tells none from the others, and costs most time."""
UNHEARD = 100
"""Texts that are thought of as said beside those there are: what two of three texts share is rare
all the same."""
FEW = 10
"""Texts, up to which nothing is too common."""

Vector = Mapping[str, float]
"""Feature -> weight; its length is 1."""

_FEMALE = re.compile(r"(?<=\w)(?:[*:_·]|/-?)in(?:nen)?\b|(?<=[a-zäöüß])In(?:nen)?\b|\(inn?en\)")
"""“Schüler*innen”, “Lehrer/-in”, “SchülerInnen”."""
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    "innen", "ungen", "ings", "ung", "ern", "ers", "ing", "ies", "em", "en", "er", "es", "ed",
    "nd", "e", "n", "s", "y",
)  # fmt: skip
"""Of German and English, longest first."""
_SAY_NOTHING = frozenset(
    _WORD.findall("""
    aber alle allem allen als also am an auch auf aus bei beim bin bis bitte da damit dann das dass
    dem den denn der des die dies diese dieser doch dort du durch ein eine einem einen einer eines
    er es etwas euch fur gar ganz gegen gibt gut gute guten gutes haben hat hier ich ihr im immer in
    ins ist ja jede jeden jeder kein keine keinen kann konnen man mehr mein mit muss mussen nach
    nicht nichts noch nur oder ohne schon sehr sein sich sie sind so soll sollen sollte sollten uber
    um und uns unser unsere unter viel viele vielen vom von vor war was wenig weniger wenn werden
    wie wieder wir wird wo zu zum zur zwischen besser bessere besseren besseres endlich
    a about all also an and any are as at be because been better but by can could do does don for
    from get give good had has have how i if in into is it its just less like lot make many me
    more most much my need needs no not of on one only or our out please should so some than that
    the their them there they this to too up us very want was we were what when which who why will
    with would you your
    """)
)  # fmt: skip
"""Words in plain letters that stand in any answer: articles, pronouns, “more”, “better”."""


def suggested(texts: Sequence[str], piles: Sequence[Sequence[str]] = ()) -> list[list[int]]:
    """Which of the texts go into which pile; those that are like no other go into none.

    Args:
        texts: what is not in any pile yet, the most important first.
        piles: the texts of each pile that there is.

    Returns:
        For each of `piles` what joins it; then each new pile, its most typical text first. All as
        places in `texts`.
    """
    laid = [text for pile in piles for text in pile]
    vectors = _vectors([*texts, *laid])
    loose, known = vectors[: len(texts)], iter(vectors[len(texts) :])
    of_piles = [[next(known) for _ in pile] for pile in piles]
    of_piles = [[*of, _middle(of)] for of in of_piles]
    joining: list[list[int]] = [[] for _ in piles]
    rest = []
    for place, vector in enumerate(loose):
        near = [max(_cosine(vector, each) for each in of) for of in of_piles]
        best = max(range(len(near)), key=near.__getitem__, default=None)
        if best is not None and near[best] >= ALIKE:
            joining[best].append(place)
        else:
            rest.append(place)
    stars = _put_together(_stars([loose[each] for each in rest]), [loose[each] for each in rest])
    made = [_typical_first([rest[each] for each in star], loose, texts) for star in stars]
    return joining + made


def stems(text: str) -> list[str]:
    """The stems of a text's words, without those that say nothing unless it has no others."""
    words = _WORD.findall(_plain(_FEMALE.sub("", text)))
    telling = [word for word in words if word not in _SAY_NOTHING]
    return [_stem(word) for word in telling or words]


def _plain(text: str) -> str:
    spelt = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spelt if not unicodedata.combining(c))


def _stem(word: str) -> str:
    while True:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
                word = word.removesuffix(ending)
                break
        else:
            return word


def _features(text: str) -> dict[str, float]:
    """What stands for a text, before it is known how rare that is: its stems, and their n-grams."""
    found: dict[str, float] = {}
    for stem in stems(text):
        found[stem] = 1.0
        grams = [f"~{stem[at : at + NGRAM]}" for at in range(len(stem) - NGRAM + 1)]
        for gram in grams:
            found[gram] = 1 / sqrt(len(grams))
    return found


def _vectors(texts: Sequence[str]) -> list[Vector]:
    features = [_features(text) for text in texts]
    found_in = Counter(feature for each in features for feature in each)
    most = max(FEW, COMMON * len(texts))
    of = len(texts) + UNHEARD
    rare = {feature: log(of / n) for feature, n in found_in.items() if n <= most}
    return [
        _of_length_1({name: by * rare[name] for name, by in each.items() if name in rare})
        for each in features
    ]


def _of_length_1(weights: Mapping[str, float]) -> Vector:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {feature: weight / length for feature, weight in weights.items()} if length else {}


def _cosine(one: Vector, other: Vector) -> float:
    short, long = sorted((one, other), key=len)
    return sum(weight * long.get(feature, 0.0) for feature, weight in short.items())


def _middle(vectors: Sequence[Vector]) -> Vector:
    summed: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for feature, weight in vector.items():
            summed[feature] += weight
    return _of_length_1(summed)


def _stars(vectors: Sequence[Vector]) -> list[list[int]]:
    """Piles of at least two, as places in `vectors`."""
    near = _neighbours(vectors)
    middles: list[int] = []
    covered: set[int] = set()
    # The more, and the more alike, are around a text the sooner it is the middle of a pile.
    by_weight = sorted(range(len(vectors)), key=lambda each: (-sum(near[each].values()), each))
    for each in by_weight:
        if near[each] and each not in covered:
            middles.append(each)
            covered |= {each, *near[each]}
    piles: dict[int, list[int]] = {middle: [middle] for middle in middles}
    for each in sorted(covered - set(middles)):
        piles[max(near[each].keys() & piles.keys(), key=near[each].__getitem__)].append(each)
    return [pile for pile in piles.values() if len(pile) > 1]


def _put_together(piles: Sequence[list[int]], vectors: Sequence[Vector]) -> list[list[int]]:
    """`piles`, those as one whose middles are alike: what they share weighs more than one text."""
    middles = [_middle([vectors[each] for each in pile]) for pile in piles]
    stars = _stars(middles)
    alone = {*range(len(piles))} - {each for star in stars for each in star}
    found = [[place for each in star for place in piles[each]] for star in stars]
    return sorted([*found, *(piles[each] for each in alone)], key=len, reverse=True)


def _typical_first(
    pile: Sequence[int], vectors: Sequence[Vector], texts: Sequence[str]
) -> list[int]:
    """A pile with what is most like its middle first; of what nearly is, the shortest."""
    middle = _middle([vectors[each] for each in pile])
    near = {each: _cosine(vectors[each], middle) for each in pile}
    ordered = sorted(pile, key=near.__getitem__, reverse=True)
    nearly = [each for each in ordered if near[each] >= NEARLY * near[ordered[0]]]
    first = min(nearly, key=lambda each: len(texts[each]))
    return [first, *(each for each in ordered if each != first)]


def _neighbours(vectors: Sequence[Vector]) -> list[dict[int, float]]:
    """For each text those that are alike, and how much.

    By the texts that each feature is in: two that share nothing are never compared.
    """
    within: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    near: list[dict[int, float]] = [{} for _ in vectors]
    for place, vector in enumerate(vectors):
        shared: defaultdict[int, float] = defaultdict(float)
        for feature, weight in vector.items():
            for other, its in within[feature]:
                shared[other] += weight * its
            within[feature].append((place, weight))
        for other, cosine in shared.items():
            if cosine >= ALIKE:
                near[place][other] = near[other][place] = cosine
    return near

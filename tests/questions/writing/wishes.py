"""Six hundred answers as a hall gives them: nine topics, German and English, with slips."""

import random

TOPICS = {
    "wlan": "Schnelles WLAN in allen Räumen|WLAN|Das WLAN ist zu langsam|W-LAN an der Schule|"
    "WLAN für Schüler*innen|Internet und WLAN fallen aus|Stabiles WLAN|WLAN-Zugang für Gäste",
    "breaks": "Längere Pausen|Mehr Pausen|Pausen sind zu kurz|Pause|Pausen zwischen den Stunden|"
    "Eine längere Mittagspause|Ruhige Pausenräume|Pausenzeiten verlängern",
    "homework": "Weniger Hausaufgaben|Keine Hausaufgaben am Wochenende|Hausaufgaben abschaffen|"
    "Zu viele Hausaufgaben|Hausaufgabenbetreuung am Nachmittag|Hausaufgaben sinnvoller machen",
    "canteen": "Besseres Essen in der Mensa|Mensa|Das Mensaessen ist zu teuer|Vegetarisches Essen|"
    "Gesundes Mittagessen in der Mensa|Mensa länger öffnen|Essensangebot der Mensa",
    "toilets": "Saubere Toiletten|Die Toiletten sind eklig|Toiletten renovieren|Mehr Toiletten|"
    "Sauberkeit der Toiletten|Toilettenpapier fehlt immer",
    "care": "Kinderbetreuung am Nachmittag|Mehr Betreuung für Kinder|Verlässliche Kinderbetreuung|"
    "Betreuungszeiten ausweiten|Betreuung in den Ferien|Kinder besser betreuen",
    "buses": "Public transport in the evening|Cheaper bus tickets|Buses run too rarely|"
    "More buses at night|Bus tickets for students|The bus is always late|A bus to the campus",
    "parking": "More parking spaces|Parking is too expensive|Parking for bicycles|"
    "Free parking for teachers|There is no parking space left|Parking lots",
    "feedback": "Faster feedback from teachers|Feedback|More feedback on essays|"
    "Honest feedback|Regular feedback for everybody|Feedback takes too long",
}  # fmt: skip
ALONE = (
    "Ein Schulhund",
    "Jazz am Freitag",
    "Chess tournaments",
    "Sonnensegel",
    "Alles prima so",
    "Weniger Plastik",
    "Drachen steigen lassen",
    "A rooftop telescope",
)
"""What nobody else wants."""
SIZE = 600


def wishes() -> list[tuple[str, str, str]]:
    """(text, topic, the phrase that it is a version of); always the same ones.

    Topic and phrase are '' for what stands alone.
    """
    dice = random.Random(12)
    phrases = [(each, topic) for topic, said in TOPICS.items() for each in said.split("|")]
    made = {text: (text, "", "") for text in ALONE}
    while len(made) < SIZE:
        phrase, topic = dice.choice(phrases)
        text = _said(phrase, dice)
        made.setdefault(text, (text, topic, phrase))
    found = list(made.values())
    dice.shuffle(found)
    return found


def _said(phrase: str, dice: random.Random) -> str:
    """`phrase` as somebody else types it."""
    text = phrase
    if dice.random() < 0.5:
        at = dice.randrange(1, len(text) - 1)
        if text[at - 1 : at + 2].isalpha():
            slips = (text[at + 1] + text[at], text[at], text[at] * 2)
            text = text[:at] + dice.choice(slips) + text[at + 2 :]
    before = dice.choice(("", "", "Bitte: ", "Ich finde: ", "– ", "Please! ", "Vor allem "))
    text = before + (text.lower() if dice.random() < 0.3 else text)
    return text + dice.choice(("", ".", "!", "!!", " bitte", ", endlich"))

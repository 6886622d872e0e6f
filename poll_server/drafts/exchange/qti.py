"""QTI 2.1: a ZIP file with `imsmanifest.xml` and an `assessmentItem` for each question.

As IMS Global has it (“Question and Test Interoperability, Implementation Guide 2.1”, 2012). Without
a `correctResponse` an item asks for an opinion.
"""

import io
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.plain import PICTURES, plain
from poll_server.drafts.exchange.xml import inner, members, parsed
from poll_server.questions.kinds.elsewhere import Carried

MANIFEST = "imsmanifest.xml"
_ITEM = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
_TIME = (1980, 1, 1, 0, 0, 0)
"""What ZIP files begin with: the same questions are the same bytes."""
_INTERACTIONS = (
    "choiceInteraction",
    "orderInteraction",
    "textEntryInteraction",
    "extendedTextInteraction",
)


def read(content: bytes, taken: Taken) -> None:
    """Takes the questions of a QTI package, in the order of its manifest.

    Raises:
        ValueError: a part is no XML, or has a document type.
        SheetMistakes: it is too large once unpacked.
    """
    parts = members(content, taken.speech)
    manifest = parsed(parts[MANIFEST])
    named = [each.get("href", "") for each in manifest.iter("resource")]
    for name in named if any(name in parts for name in named) else sorted(parts):
        if name == MANIFEST or name not in parts or not name.endswith(".xml"):
            continue
        item = parsed(parts[name])
        if item.tag == "assessmentItem":
            taken.number += 1
            _item(item, taken)


def _item(item: Element, taken: Taken) -> None:
    _ = taken.speech
    body = item.find("itemBody")
    found = [each for each in item.iter() if each.tag.endswith("Interaction")]
    if body is None or len(found) != 1 or found[0].tag not in _INTERACTIONS:
        taken.left_out(", ".join(dict.fromkeys(each.tag for each in found)) or "assessmentItem")
        return
    interaction = found[0]
    if any(each.tag in PICTURES for each in body.iter()):
        taken.lose(_("a picture, sound or film"))
    if item.find("modalFeedback") is not None or body.find(".//feedbackInline") is not None:
        taken.lose(_("what is said about single answers"))
    around = plain(inner(body, frozenset(_INTERACTIONS)), html=True)[0]
    asking = plain(inner(interaction.find("prompt")), html=True)[0]
    prompt = "\n".join(filter(None, (around, asking))) or item.get("title", "")
    asked = Carried("text", prompt)
    declared = next(
        each
        for each in item.iter("responseDeclaration")
        if each.get("identifier") == interaction.get("responseIdentifier")
    )
    right = [(each.text or "").strip() for each in declared.findall("correctResponse/value")]
    _interaction(asked, interaction, declared, right)
    taken.asked.append(asked)


def _interaction(asked: Carried, interaction: Element, declared: Element, right: list[str]) -> None:
    choices = [
        (each.get("identifier", ""), plain(inner(each), html=True)[0])
        for each in interaction.iter("simpleChoice")
    ]
    names = [name for name, _text in choices]
    match interaction.tag:
        case "choiceInteraction":
            asked.form, asked.options = "choice", [text for _name, text in choices]
            most = int(interaction.get("maxChoices", "1"))
            asked.most = most or len(choices)
            asked.right = [names.index(each) for each in right if each in names]
            asked.shuffled = interaction.get("shuffle") == "true"
        case "orderInteraction":
            order = [names.index(each) for each in right if each in names]
            asked.form = "ranking"
            asked.options = [choices[place][1] for place in order or range(len(choices))]
            asked.right = list(range(len(order)))
        case "textEntryInteraction" if declared.get("baseType") in ("integer", "float"):
            asked.form, asked.number = "number", next(iter(right), "")
        case "textEntryInteraction":
            asked.form, asked.words = "words", right


def write(questions: Sequence[Carried]) -> bytes:
    """Questions as a QTI package; the same questions are the same bytes."""
    manifest = Element("manifest", {"xmlns": _CONTENT, "identifier": "questions"})
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        for number, asked in enumerate(questions, 1):
            name = f"question-{number}"
            href = f"{name}.xml"
            attributes = {"identifier": name, "type": "imsqti_item_xmlv2p1", "href": href}
            SubElement(SubElement(resources, "resource", attributes), "file", {"href": href})
            parts.writestr(zipfile.ZipInfo(href, _TIME), _bytes(_written(asked, name)))
        parts.writestr(zipfile.ZipInfo(MANIFEST, _TIME), _bytes(manifest))
    return packed.getvalue()


def _bytes(root: Element) -> bytes:
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))


def _written(asked: Carried, name: str) -> Element:
    title = asked.prompt.partition("\n")[0]
    attributes = {"xmlns": _ITEM, "identifier": name, "title": title}
    item = Element("assessmentItem", attributes | {"adaptive": "false", "timeDependent": "false"})
    several = asked.form == "ranking" or asked.most > 1 or len(asked.right) > 1
    cardinality = "ordered" if asked.form == "ranking" else "multiple" if several else "single"
    base = {"choice": "identifier", "ranking": "identifier", "number": "float"}
    declared = SubElement(
        item,
        "responseDeclaration",
        {
            "identifier": "RESPONSE",
            "cardinality": cardinality if asked.form in ("choice", "ranking") else "single",
            "baseType": base.get(asked.form, "string"),
        },
    )
    if right := _right(asked):
        correct = SubElement(declared, "correctResponse")
        for value in right:
            SubElement(correct, "value").text = value
    body = SubElement(item, "itemBody")
    _interact(asked, body)
    return item


def _right(asked: Carried) -> list[str]:
    match asked.form:
        case "choice" | "ranking":
            return [f"o{place}" for place in asked.right]
        case "number":
            return [asked.number] if asked.number else []
        case "words":
            return asked.words[:1]
    return []


def _interact(asked: Carried, body: Element) -> None:
    answer = {"responseIdentifier": "RESPONSE"}
    if asked.form in ("choice", "ranking"):
        shuffle = {"shuffle": str(asked.shuffled).lower()}
        tag = "orderInteraction" if asked.form == "ranking" else "choiceInteraction"
        most = {} if asked.form == "ranking" else {"maxChoices": str(asked.most)}
        asking = SubElement(body, tag, answer | shuffle | most)
        SubElement(asking, "prompt").text = asked.prompt
        for place, option in enumerate(asked.options):
            SubElement(asking, "simpleChoice", {"identifier": f"o{place}"}).text = option
    elif asked.form == "text" or (asked.form == "words" and not asked.words):
        asking = SubElement(body, "extendedTextInteraction", answer)
        SubElement(asking, "prompt").text = asked.prompt
    else:
        for line in asked.prompt.split("\n"):
            SubElement(body, "p").text = line
        SubElement(SubElement(body, "p"), "textEntryInteraction", answer)

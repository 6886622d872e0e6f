"""QTI packages of others: interactions we have a like for, and those we do not."""

import io
import zipfile

from poll_server.drafts.exchange import qti
from poll_server.drafts.exchange.asked import Taken
from poll_server.locale import speak
from tests.drafts.exchange.taking import came, said

HEAD = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="T">'
CHOICE = f"""{HEAD}<responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
<correctResponse><value>b</value></correctResponse></responseDeclaration>
<itemBody><p>Look at <em>this</em>.</p><img src="x.png" alt=""/>
<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="0"><prompt>Which?</prompt>
<simpleChoice identifier="a">A <b>1</b></simpleChoice><simpleChoice identifier="b">B</simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""
NUMBER = f"""{HEAD}<responseDeclaration identifier="R" cardinality="single" baseType="float">
<correctResponse><value>3.5</value></correctResponse></responseDeclaration>
<itemBody><p>How far? <textEntryInteraction responseIdentifier="R"/> km</p></itemBody>
</assessmentItem>"""
MATCH = f"""{HEAD}<responseDeclaration identifier="R" cardinality="multiple" baseType="pair"/>
<itemBody><matchInteraction responseIdentifier="R"/></itemBody></assessmentItem>"""


def package(**items: str) -> bytes:
    made = io.BytesIO()
    resources = "".join(f'<resource href="{name}.xml"/>' for name in items)
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr(qti.MANIFEST, f"<manifest><resources>{resources}</resources></manifest>")
        for name, item in items.items():
            parts.writestr(f"{name}.xml", item)
    return made.getvalue()


def test_each_interaction() -> None:
    found = Taken(speak("en"))
    qti.read(package(one=CHOICE, two=NUMBER, three=MATCH), found)
    choice, number = found.asked
    assert (choice.prompt, choice.options) == ("Look at this.\nWhich?", ["A 1", "B"])
    assert (choice.right, choice.most, choice.shuffled) == ([1], 2, True)
    assert (number.form, number.number, number.prompt) == ("number", "3.5", "How far? km")
    assert said(found) == [
        (1, "a picture, sound or film"),
        (3, "“matchInteraction” does not exist here; the question is left out"),
    ]


def test_a_package_is_known_by_its_manifest() -> None:
    found = came(package(one=CHOICE), "quiz.zip")
    assert (found.called, len(found.items)) == ("QTI", 1)
    assert found.items[0]["right_options"] == ["B"]

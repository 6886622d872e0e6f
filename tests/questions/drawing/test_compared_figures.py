"""Points, duels, run-off and shares are those that pref-voting and choix found (`make compare`)."""

import json

from tests.questions.compared.__main__ import KEPT, SAID, SEED, differences, made


def test_other_libraries_said_the_same() -> None:
    said = json.loads(SAID.read_text())
    assert len(said["ranked"]) == len(said["shares"]) == KEPT
    assert not list(differences(*made(SEED, KEPT), said))

"""`docs/organising/kinds.md`: where each kind works, and the test that fails when it does not.

python -m tests.house.kinds_matrix
"""

from pathlib import Path

from poll_server.locale import speak
from poll_server.questions import KINDS
from poll_server.questions.registry import name_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "organising" / "kinds.md"
WALK = "browser/hall/test_every_kind.py::test_a_kind_works_everywhere"
LAWS = "questions/test_questions.py"
FILES = "report/every_file/test_every_kind.py::test_a_kind_is_told_in_every_file"
COLUMNS = {
    "touch, 320 px": WALK,
    "keyboard": WALK,
    "no JavaScript": WALK,
    "axe, light and dark": WALK,
    "stage": WALK,
    "console": WALK,
    "figure": f"{LAWS}::test_figures_are_plain_valid_and_hold_no_markup_of_others",
    "sentence": f"{LAWS}::test_a_sentence_is_said_of_every_result",
    "result": f"{LAWS}::test_results_say_what_was_counted",
    "editor": "web/presenter/editor/test_edit.py::test_every_field_of_every_kind_is_in_the_form",
    "pasted text, table": "drafts/imports/test_kinds_written.py::test_every_kind_is_written_here",
    "rehearsal": "run/hall/test_simulated.py::test_every_kind_is_answered",
    "bank": "drafts/imports/test_bank.py::test_every_ready_set_and_every_kind_is_there",
    "deck": "deck/test_decks_shipped.py::test_one_shipped_deck_shows_every_kind_in_both_languages",
    **dict.fromkeys(("DOCX", "PDF", "PPTX", "XLSX", "CSV", "JSON", "HTML"), FILES),
    "public page": FILES,
}
"""What is said of a kind, and the test that goes over all kinds there are and shows it."""

SLIDE = "browser/hall/test_every_kind.py::test_a_slide_is_told_everywhere"
ANSWERED = ("figure", "sentence", "result")
TOLD = {
    **dict.fromkeys(("touch, 320 px", "keyboard", "no JavaScript", "axe, light and dark"), SLIDE),
    **dict.fromkeys(("stage", "console"), SLIDE),
    **dict.fromkeys(ANSWERED, ""),
    **{column: "" for column, test in COLUMNS.items() if test == FILES},
}
"""The same of a kind that asks nothing; empty: nothing is counted, and so nothing shown."""


def page() -> str:
    """The page: a row a kind, a column a place where it works."""
    _ = speak("en")
    marks = {
        test: f"[✓](../../tests/{test.partition('::')[0]})" if test else "–"
        for test in (*COLUMNS.values(), *TOLD.values())
    }
    head = ["kind", "called", *COLUMNS]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for kind in KINDS:
        tests = COLUMNS if kind.asks else COLUMNS | TOLD
        cells = [f"`{name_of(kind)}`", kind.called(_), *(marks[test] for test in tests.values())]
        lines.append("| " + " | ".join(cells) + " |")
    named = [f"- {column}: `{test}`" for column, test in COLUMNS.items()]
    named.append(f"- what asks nothing, on screens: `{SLIDE}`")
    return "\n".join(
        [
            "# Every kind of question, and where it works",
            "",
            "Written by `python -m tests.house.kinds_matrix` from the kinds there are. Each mark",
            "leads to a test that goes over all kinds and fails where one is missing;",
            "`tests/house/test_kinds_matrix.py` holds this page to it. Places that are no column",
            "yet have tests of their own, but none that goes over all kinds. A dash: of a slide",
            "nothing is counted.",
            "`poll-server import every-kind` brings a deck with each of them.",
            "",
            *lines,
            "",
            "The tests behind the columns:",
            "",
            *named,
            "",
            "## Figures of methods",
            "",
            "Points (Borda), winners in duels (Condorcet) and by run-off of `ranking`, and the",
            "shares of `pairs` (Bradley and Terry) are held to those of two other libraries,",
            "pref-voting and choix: `make compare` makes up 2,000 electorates",
            "of 2 to 8 options and up to 60 people, half of them with orders that leave some out,",
            "and 2,000 halls of 2 to 8 statements and up to 300 meetings. On 28 November 2026, by",
            "pref-voting 1.18.2 and choix 0.4.1 and of three seeds, no figure differed (shares: by",
            "more than 0.000001). What they said of the first 100 of each is held by",
            "`tests/questions/drawing/test_compared_figures.py` in every run of the tests.",
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page())

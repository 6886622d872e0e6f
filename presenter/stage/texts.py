"""What the script of the stage says, handed to it by the page. A pair is (one, many)."""

from presenter.for_scripts import ScriptTexts, unfilled
from presenter.moderator.from_hall.speaker_texts import speakers_on_stage
from presenter.moderator.nicknames import leaderboard_texts
from presenter.screens.mood import mood_texts


def stage_texts(language: str) -> ScriptTexts:
    """The stage's texts. A stage has both languages at hand and changes at a key."""
    return {
        **_poll(language),
        **_screen(language),
        **_joining(language),
        **mood_texts(language),
        **speakers_on_stage(language),
        **leaderboard_texts(language),
    }


def _poll(language: str) -> ScriptTexts:
    """How the poll stands, and what the hall asks."""
    _, ngettext = unfilled(language)
    return {
        "practice": _("Practice – nothing counts"),
        "accepting": _("Voting is open"),
        "closed": _("Voting is closed"),
        "not_open": _("Voting has not started"),
        "starting": _("Starting soon"),
        "opens_soon": _("Voting opens in a moment"),
        "after_voting": _("The result appears after the vote"),
        "result_soon": _("The result will be shown in a moment"),
        "too_few": _("Too few answers to show a result"),
        "no_votes": _("No votes yet"),
        "of_all": ngettext("of %(all)s has voted", "of %(all)s have voted"),
        "voted": ngettext("%(n)s of %(all)s has voted", "%(n)s of %(all)s have voted"),
        "here": ngettext("%(n)s person is here", "%(n)s people are here"),
        "question_of": _("Question %(n)s of %(all)s"),
        "round": _("Round %(n)s"),
        "part_of": _("part %(n)s of %(all)s"),
        "through": ngettext("%(n)s has finished", "%(n)s have finished"),
        **_around(language),
        "from_hall": _("A question from the audience"),
        "from_hall_is": _("A question from the audience: %(text)s"),
        "asked_by": _("Asked by %(name)s"),
    }


def _around(language: str) -> ScriptTexts:
    """The screens before the start, in a break, and at the end."""
    _, ngettext = unfilled(language)
    return {
        "are_here": ngettext("is here", "are here"),
        "starts_in": _("until the start"),
        "starts_at": _("Start"),
        "starts_now": _("Starting any moment"),
        "pause": _("Break"),
        "goes_on_at": _("We go on at %(time)s"),
        "goes_on_now": _("We go on any moment"),
        "thanks": _("Thank you for taking part"),
        "results_public": _("All results to read at leisure"),
        "results_qr": _("QR code to the results"),
    }


def _screen(language: str) -> ScriptTexts:
    """How the screen itself stands."""
    _, _many = unfilled(language)
    return {
        "no_cards": _("No answer has been approved yet"),
        "page_of": _("Page %(n)s of %(all)s (keys ← →)"),
        "last_page": _("That was the last page. Press → again to go on in the poll."),
        "no_wake_lock": _(
            "Over http this browser can’t keep the screen on: please switch off its power saving."
        ),
        "awake_dismiss": _("Dismiss"),
        "time_left": _("Time left: %(time)s"),
        "lost": _("Connection lost – showing the state of %(time)s"),
        "stalled": _("As of %(time)s – waiting for news"),
        "connecting": _("Connecting …"),
        "new_question": _("New question: %(prompt)s"),
        "now_closed": _("Voting is closed."),
    }


def _joining(language: str) -> ScriptTexts:
    """How people come in, and the keys."""
    _, _many = unfilled(language)
    return {
        "join": _("Join the vote"),
        "join_scan": _("Scan the QR code with your phone’s camera"),
        "join_or": _("or open this address and type the code"),
        "address": _("Address"),
        "code": _("Code"),
        "qr": _("QR code to join: %(url)s"),
        "skip": _("Skip to the result"),
        "help": _("Keys"),
        "key_measure": _("Percent, absolute numbers, or both"),
        "key_fullscreen": _("Full screen"),
        "key_black": _("Dark screen, only here"),
        "key_theme": _("Light or dark"),
        "key_language": _("German or English"),
        "key_turns": _("Both languages in turn, 15 seconds each"),
        "turns_on": _("Both languages in turn from now on; 2 again stays in one"),
        "turns_off": _("It stays in this language"),
        "key_table": _("Table instead of the chart"),
        "key_pages": _("Turn pages; after the last one, on in the poll"),
        "key_passed": _(
            "Back and forward in the poll, like Space, C, G, H, R, Q, V, W, Z and E: where "
            "the moderator’s page is open in this browser too"
        ),
        "no_console": _(
            "This key acts in the moderator’s window: click there, or open it in this browser"
        ),
        "console_asks": _("The moderator’s window is asking something: please answer there"),
        "console_asks_on": _("The moderator’s window is asking: on once more is yes, back is no"),
        "key_help": _("This help"),
        "key_letters": _("Use single keys as shortcuts"),
        "close": _("Close"),
    }

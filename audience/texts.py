"""What the phone's page says: the same texts for the template and, as JSON, for the script.

Places such as `%(answer)s` are filled by `fill`, or by `fillIn` in `texts.js`.
"""

import re
from functools import cache
from typing import Any

from poll_server.locale import speak
from poll_server.wire.messages import PhoneQuestion


@cache
def phone_texts(language: str, *, linkable: bool, parts: bool = False) -> dict[str, str]:
    """Every text of the phone's script, in `language`, by its key.

    Args:
        linkable: the poll joins the answers of one phone, and says so.
        parts: with what a question needs that is made of others; most polls have none.
    """
    return {
        **_under_the_prompt(language, linkable=linkable),
        **_line(language),
        **_scenes(language),
        **_mood(language),
        **_warnings(language),
        **_spoken(language),
        **_frame(language),
        **(_parts(language) if parts else {}),
    }


def _parts(language: str) -> dict[str, str]:
    """The way through a question that is made of others, and what is kept of it."""
    _ = speak(language).translations.gettext
    return {
        "pace": _("At your own pace: go back and change what you like while it is open."),
        "together": _(
            "Your answers here are kept together as one vote, until single votes are deleted."
        ),
        "part_of": _("Question %(n)s of %(all)s"),
        "part_back": _("Back"),
        "part_next": _("Next"),
        "part_finish": _("Finish"),
        "part_list": _("All questions"),
        "part_given": _("answered"),
        "part_open": _("not answered"),
        "part_required": _("Question %(n)s still needs your answer."),
        "parts_said": _("%(n)s of %(all)s questions"),
        "parts_done": _(
            "You are through. While voting is open, you can go back and change answers."
        ),
    }


def _under_the_prompt(language: str, *, linkable: bool) -> dict[str, str]:
    """What stands under the prompt, and on the buttons."""
    _ = speak(language).translations.gettext
    return {
        "wait": _("You are in. The next question will appear here by itself."),
        "look": _("Look at the stage."),
        "slide": _("Slide"),
        "several": _("You may choose several answers."),
        "up_to": _("Choose up to %(n)s answers."),
        "from_to": _("Choose %(least)s to %(n)s answers."),
        "just": _("Choose %(n)s answers."),
        "anonymous": _("Your vote is anonymous; your answers to several questions are linked.")
        if linkable
        else _("Your vote is anonymous."),
        "no_names": _("Please do not write any names."),
        # buttons
        "vote_button": _("Send vote"),
        "change_button": _("Change answer"),
    }


def _line(language: str) -> dict[str, str]:
    """The line of state."""
    _ = speak(language).translations.gettext
    return {
        "line_sending": _("Your vote is being sent."),
        "line_saved": _("Connection lost. Your choice is saved and will be sent."),
        "line_counted": _("Vote counted: %(answer)s."),
        "line_changed": _("Answer changed, counted: %(answer)s."),
        "line_still": _("Not sent yet. Counted so far: %(answer)s."),
        "line_newer": _("A newer answer of yours is counted: %(answer)s."),
        "line_closed": _("Voting is closed."),
        "line_closed_counted": _("Voting is closed. Your vote was counted: %(answer)s."),
        "line_closed_none": _("Voting is closed. No vote of this phone was counted."),
        "ratings": _("%(n)s ratings"),
        "ratings_left": _("%(said)s, %(n)s still open"),
    }


def _scenes(language: str) -> dict[str, str]:
    """What the stage shows in place of a question."""
    _ = speak(language).translations.gettext
    return {
        "scene_start": _("We start any moment."),
        "scene_start_at": _("We start at %(time)s."),
        "scene_pause": _("There is a break now."),
        "scene_pause_at": _("There is a break now. We go on at %(time)s."),
        "scene_end": _("That was it. Thank you for taking part!"),
        "to_results": _("To the results"),
    }


def _mood(language: str) -> dict[str, str]:
    """Reactions, and how fast it goes."""
    _ = speak(language).translations.gettext
    return {
        "mood": _("Reactions"),
        "tempo": _("How is the tempo?"),
        "tempo_faster": _("Faster, please"),
        "tempo_fine": _("Just right"),
        "tempo_slower": _("Slower, please"),
        "tempo_lost": _("I am lost"),
        "mood_sent": _("Passed on, anonymously."),
        "mood_lost": _("No connection: it was not passed on."),
    }


def _warnings(language: str) -> dict[str, str]:
    """What the person should know or do at once."""
    _ = speak(language).translations.gettext
    return {
        "refused_closed": _("Your vote was not counted: voting had already been closed."),
        "refused_reopened": _(
            "Voting is open again. Your last answer was not counted: please send it once more."
        ),
        "refused_wrong_round": _("Your vote was not counted: that question was over already."),
        "refused_invalid": _("Your vote was not counted: the answer does not fit the question."),
        "refused_unknown": _("Your vote was not counted: this poll is not known any more."),
        "nothing_chosen": _("Please answer first, then send."),
        "at_most": _("At most %(n)s answers. Take one away first."),
        "draft_left": _("The next question is here. Your last input had not been sent."),
        "ended": _("This connection has ended. Please reload the page."),
        "resting": _(
            "This poll is open in many tabs of this phone. Tap here, and it goes on in this one."
        ),
        # the same, where a form is posted without the script
        "refused_stale": _("This was not counted: a newer answer of yours counts already."),
        "refused_retry": _("Your vote could not be counted just now. Please send it again."),
        "refused_cookie": _(
            "Your browser did not send this page’s cookie, without which no vote can be counted. "
            "Please allow cookies and send your vote again."
        ),
    }


def _spoken(language: str) -> dict[str, str]:
    """For the ear."""
    translations = speak(language).translations
    _, ngettext = translations.gettext, translations.ngettext
    return {
        "new_choice": _("New question: %(title)s. %(n)s answers to choose from."),
        "new_question": _("New question: %(title)s."),
        "new_slide": _("On the stage: %(title)s."),
        "offline": _("Connection lost."),
        "online_again": _("Connected again."),
        "left": _("%(n)s seconds left."),
        "earlier_counted": _("Your vote on the previous question was counted."),
        "results": _("Result"),
        "results_here": _("The result is here."),
        "spoken_results": _("Result: %(rows)s, %(votes)s."),
        "spoken_row": _("%(label)s %(percent)s percent"),
        "vote": ngettext("%(n)s vote", "%(n)s votes", 1),
        "votes": ngettext("%(n)s vote", "%(n)s votes", 2),
        "mine": _("Your choice"),
        "right": _("right"),
        "verdict_right": _("Your answer is right."),
        "verdict_wrong": _("Your answer is not right."),
    }


def _frame(language: str) -> dict[str, str]:
    """The connection, and the title of the page."""
    _ = speak(language).translations.gettext
    return {
        "link_connecting": _("connecting …"),
        "link_connected": _("connected"),
        "link_lost": _("no connection"),
        "link_resting": _("resting"),
        "link_ended": _("ended"),
        # the title of the page
        "title_wait": _("Waiting · %(title)s"),
        "title_open": _("Vote · %(title)s"),
        "title_counted": _("Counted · %(title)s"),
        "title_closed": _("Closed · %(title)s"),
        "title_results": _("Result · %(title)s"),
        "title_slide": "%(title)s",
    }


def fill(text: str, **values: Any) -> str:
    """`text` with its places filled; after a text that ends a sentence, no full stop follows."""
    return re.sub(r"([.!?…])\.(?=\s|$)", r"\1", text % values if values else text)


def under_prompt(question: PhoneQuestion, said: dict[str, str], *, counted: bool) -> str:
    """What stands under the prompt: the hint, or how many to choose; what becomes of the answer.

    Args:
        counted: a vote of this phone counts already, so the sentence on anonymity may go.
    """
    parts = ["" if question.under else question.hint]
    if not question.asks:
        return " ".join(_sentence(part) for part in (*parts, said["look"]) if part)
    controls = [control for each in (question, *question.parts) for control in each.controls]
    first = controls[0]
    if question.parts and not question.hint:
        parts.append(said["pace"])
    if not question.parts and not question.hint and first.type == "checkbox" and first.most > 1:
        offered = sum(option.value != "abstain" for option in first.options)
        if first.least:
            key = "just" if first.least == first.most else "from_to"
            parts.append(fill(said[key], least=first.least, n=first.most))
        elif first.most < offered:
            parts.append(fill(said["up_to"], n=first.most))
        else:
            parts.append(said["several"])
    if not counted:
        parts.append(said["anonymous"])
        if question.parts:
            parts.append(said["together"])
        if any(c.type.startswith("text") and c.look != "number" for c in controls):
            parts.append(said["no_names"])
    return " ".join(_sentence(part) for part in parts if part)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."

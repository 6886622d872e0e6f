"""What the script of the console says, handed to it by the page. A pair is (one, many)."""

from presenter.for_scripts import ScriptTexts, unfilled
from presenter.screens.mood import mood_texts

from .practice.texts import practice_texts


def moderator_texts(language: str) -> ScriptTexts:
    """The console's texts, apart from those its page already carries."""
    return {
        **_buttons(language),
        **_standing(language),
        **_turnout(language),
        **_scenes(language),
        **mood_texts(language),
        **_written(language),
        **_news(language),
        **_doubts(language),
        **practice_texts(language),
        **_on_the_spot(language),
        **_again(language),
        **_remote(language),
        **_outside(language),
    }


def _buttons(language: str) -> ScriptTexts:
    """What its buttons do; and what this browser cannot."""
    _, _many = unfilled(language)
    return {
        "no_wake_lock": _(
            "Over http this browser can’t keep the screen on: please switch off its power saving."
        ),
        "awake_dismiss": _("Dismiss"),
        "do_first": _("First question"),
        "do_open": _("Open voting"),
        "do_close": _("Close voting"),
        "do_open_short": _("Open the vote"),
        "do_close_short": _("Close the vote"),
        "do_take_back": _("Take the close back"),
        "do_show": _("Show result"),
        "do_part": _("Show the next result"),
        "do_hide": _("Hide result"),
        "do_next": _("Next question"),
        "do_next_slide": _("Next slide"),
        "do_end": _("End screen"),
        "do_resume": _("Go on"),
        "do_nothing": _("That was all"),
        "do_timer": _("Timer"),
        "do_extend": _("+30 s"),
        "do_percent": _("Percent"),
        "do_count": _("Numbers"),
        "do_both": _("Both"),
        "do_bars": _("Bars"),
        "do_columns": _("Column chart"),
        "do_donut": _("Donut"),
        "do_dots": _("Dots"),
        "do_group_each": _("By group"),
        "do_group_equal": _("Groups equal"),
        "do_group_all": _("All together"),
        "do_black": _("Stage dark"),
        "do_light": _("Stage light"),
        "do_join": _("Join panel"),
        "do_unjoin": _("Join panel away"),
    }


def _standing(language: str) -> ScriptTexts:
    """How the poll and its stages stand."""
    _, ngettext = unfilled(language)
    return {
        "state_ready": _("not opened yet"),
        "state_open": _("open"),
        "state_closed": _("closed"),
        "stage_on": ngettext("Stage connected", "%(n)s stages connected"),
        "stage_off": _("No stage connected"),
        "stage_dark": _("The stage is dark."),
        "stage_join": _("The stage shows the join panel."),
        "votes": ngettext("%(n)s vote", "%(n)s votes"),
        "rounds": ngettext("%(n)s round", "%(n)s rounds"),
        "question_of": _("Question %(n)s of %(all)s"),
        "slide": _("Slide"),
        "round": _("Round %(n)s"),
        "before_first": _("Before the first question"),
        "of_voted": ngettext("of %(all)s voted", "of %(all)s voted"),
        "left": _("left"),
        "no_limit": _("no time limit"),
        "time_limit": _("time limit"),
        "over": _("This event is over and in the archive: nothing can be done here any more."),
        "on_stage": _("result on the stage"),
        "hidden": _("hidden"),
        "shown": _("shown"),
        "through": ngettext("%(n)s has finished", "%(n)s have finished"),
        "part_whole": _("How many answered each question"),
        "live": _("Results run live on the stage as soon as voting is open."),
        "mean": _("Mean %(value)s"),
        "median": _("Median %(value)s"),
        "more_rows": ngettext("and %(n)s more", "and %(n)s more"),
        "no_votes": _("No votes yet"),
        "next": _("Next: %(prompt)s"),
        "none_next": _("This is the last question."),
    }


def _scenes(language: str) -> ScriptTexts:
    """The screens around a show, as their panel and the news have them."""
    _, _many = unfilled(language)
    return {
        "scene_start": _("The stage shows the start screen."),
        "scene_pause": _("The stage shows the break."),
        "scene_end": _("The stage shows the end screen."),
        "scene_none": _("The stage is back at the question."),
        "start_at": _("It says: start at %(time)s."),
        "pause_at": _("It says: we go on at %(time)s."),
        "no_time": _("It names no time."),
        "is_public": _("The results are public: it shows the way to them."),
        "not_public": _(
            "The results are not public. Where an organiser publishes them on the event’s page, "
            "it shows the way to them."
        ),
    }


def _turnout(language: str) -> ScriptTexts:
    """Who is there, who has voted, and what was refused."""
    _, ngettext = unfilled(language)
    return {
        "here": ngettext("phone connected", "phones connected"),
        "seen": ngettext("has the question on its screen", "have the question on their screen"),
        "counted": ngettext("vote counted", "votes counted"),
        "unseen": ngettext(
            "does not have the question on its screen (asleep, or away)",
            "do not have the question on their screen (asleep, or away)",
        ),
        "undecided": ngettext("has seen it and not voted", "have seen it and not voted"),
        "waiting": ngettext("vote on its way", "votes on their way"),
        "refused": ngettext("%(n)s vote refused", "%(n)s votes refused"),
        "refused_stale": _("replaced by a newer vote of the same phone"),
        "refused_conflict": _("two different votes with the same number, from two tabs"),
        "refused_closed": _("came after voting was closed"),
        "refused_wrong_round": _("meant another question or an earlier round"),
        "refused_invalid": _("did not fit the question"),
        "refused_unknown": _("for a poll that is not known here"),
    }


def _written(language: str) -> ScriptTexts:
    """What people wrote, and the decision on it."""
    _, ngettext = unfilled(language)
    return {
        "texts_moderated": _("Texts to approve"),
        "texts_free": _("Written texts"),
        "texts_waiting": ngettext("%(n)s text is waiting", "%(n)s texts are waiting"),
        "texts_none": _("No text is waiting."),
        "approve": _("Show"),
        "dismiss": _("Do not show"),
        "approve_it": _("Show “%(text)s”"),
        "dismiss_it": _("Do not show “%(text)s”"),
        "approve_all": _("Show all, also later ones"),
        "approve_each": _("Decide on each again"),
        "text_approved": _("shown"),
        "text_dismissed": _("not shown"),
        "times": _("%(n)s×"),
        "written": ngettext(
            "%(n)s text, shown unless you say no", "%(n)s texts, shown unless you say no"
        ),
        "decided": ngettext("%(n)s text decided", "%(n)s texts decided"),
        "mentions": ngettext("%(n)s mention", "%(n)s mentions"),
        "lay_choose": _("Choose “%(text)s”"),
        "lay_chosen": ngettext("%(n)s word chosen", "%(n)s words chosen"),
        "lay_do": _("Lay together"),
        "lay_do_it": _("Lay together under “%(text)s”"),
        "lay_under": _("under “%(text)s”"),
        "lay_apart": _("Take apart"),
        "lay_apart_it": _("Take “%(text)s” apart"),
        "lay_undo": _("Undo the last step"),
        "lay_found": ngettext("%(n)s suggestion", "%(n)s suggestions"),
        "lay_away": _("No suggestions now: the server did not answer. Please try again."),
    }


def _news(language: str) -> ScriptTexts:
    """What has just happened, or did not."""
    _, _many = unfilled(language)
    return {
        "conflict": _("Somebody else was faster – this is how things stand now."),
        "lost": _("Connection lost. What you see may be old; trying again."),
        "back_again": _("Connected again."),
        "wait": _("Not connected: nothing was done."),
        "still_busy": _("The last command is still on its way."),
        "working": _("Being carried out …"),
        "late": _(
            "There is no answer to the command yet. It is carried out once or not at all; "
            "as soon as the answer comes, it stands here."
        ),
        "stalled": _(
            "Redis does not answer. What you see is as of %(time)s; votes are kept on the phones."
        ),
        "now_open": _("Voting is open."),
        "now_closed": _("Voting is closed."),
        "now_reopened": _("Voting is open again; every vote was kept."),
        "now_shown": _("The stage shows the result."),
        "now_part": _("Result %(n)s is in sight: %(prompt)s"),
        "now_whole": _("In sight is how many answered each question."),
        "now_hidden": _("The stage hides the result."),
        "now_question": _("Question %(n)s: %(prompt)s"),
        "now_slide": _("Slide: %(prompt)s"),
        "closed_stays": _("A closed vote stays closed. “Ask again” starts a new round."),
        "rests": _("That came right after the last step, so nothing was done. Press once more."),
    }


def _doubts(language: str) -> ScriptTexts:
    """What it asks before something that cannot be undone, or may be a slip."""
    _, ngettext = unfilled(language)
    return {
        "few_title": _("Close the vote already?"),
        "few_text": ngettext("%(n)s of %(all)s has voted.", "%(n)s of %(all)s have voted."),
        "few_yes": _("Close the vote"),
        "none_title": ngettext("0 of %(n)s approved", "0 of %(n)s approved"),
        "none_text": _("The stage and the phones would show no answer. Approve some first."),
        "none_yes": _("Show all the same"),
        "again_title": _("Ask this question again?"),
        "again_kept": ngettext(
            "Round %(round)s with its %(n)s vote is kept. Everybody can vote afresh in a "
            "new round.",
            "Round %(round)s with its %(n)s votes is kept. Everybody can vote afresh in a "
            "new round.",
        ),
        "again_yes": _("Ask again"),
        "leave_title": _("Voting is still open"),
        "leave_text": _("Going to another question closes this vote; it cannot be opened again."),
        "leave_yes": _("Close and go"),
    }


def _again(language: str) -> ScriptTexts:
    """What the one button does for a question that was asked again."""
    _, _many = unfilled(language)
    return {
        "do_compare": _("Compare rounds"),
        "do_stream": _("Who changed"),
        "do_alone": _("Last round alone"),
    }


def _on_the_spot(language: str) -> ScriptTexts:
    """Questions that are put in, taken out or moved while the show runs."""
    _, ngettext = unfilled(language)
    return {
        "spot": _("on the spot"),
        "spot_in": _("Put in as the next question: “%(prompt)s”"),
        "spot_out": _("Taken out again: “%(prompt)s”"),
        "spot_failed": _("That did not work; nothing has changed. Please load the page again."),
        "spot_no_line": _(
            "No answer from the server. What you typed is kept; trying again puts it in once only."
        ),
        "order_up": _("Further up: “%(prompt)s”"),
        "order_down": _("Further down: “%(prompt)s”"),
        "order_out": _("Take out: “%(prompt)s”"),
        "hands": ngettext("Hand count: %(n)s hand", "Hand count: %(n)s hands"),
        "hands_fixed": _("The result is frozen; the hand count with it."),
        "order_moved": _("Now number %(n)s of %(all)s."),
    }


def _remote(language: str) -> ScriptTexts:
    """The way to the remote on a phone."""
    _, ngettext = unfilled(language)
    return {
        "remote_good": ngettext(
            "The code is good for %(n)s minute. Whoever scans it can moderate: do not show it "
            "to the hall.",
            "The code is good for %(n)s minutes. Whoever scans it can moderate: do not show it "
            "to the hall.",
        ),
        "remote_spent": _(
            "This code is no longer good. Close this and open it again for a new one."
        ),
        "remote_failed": _("No code was made. Please close this, and try it once more."),
    }


def _outside(language: str) -> ScriptTexts:
    """Why somebody is not let in."""
    _, _many = unfilled(language)
    return {
        "refused_entry": _(
            "This link is not valid (any more). Ask the organiser for a new moderator link."
        ),
        "no_secret": _(
            "This address alone does not let anybody moderate. Open the complete moderator link "
            "that the organiser gave you; it ends in # and a long secret."
        ),
        "too_often": _("Too many wrong links were tried. Wait a minute and load the page again."),
        "unreachable": _(
            "The server cannot be reached. Check the network and load the page again."
        ),
    }

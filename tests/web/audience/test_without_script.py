"""A phone without JavaScript votes by forms: all is counted, kept and said as with it."""

import re
from typing import Any

from tests.support.phone_stand import Stand, stand

from .test_phone_pages import get, hall, send

__all__ = ["hall"]  # a fixture


async def test_a_whole_question_without_javascript(hall: Stand) -> None:
    async with hall.phone() as phone:
        assert "form" in (await get(phone, hall.url)).by_id
        await hall.open()
        page = await get(phone, hall.url)
        assert page.says("prompt") == "Welche Kompetenzen sind wichtig?"
        assert page.says("send") == "Abstimmen"

        page = await send(phone, page, options=["0", "1"])
        assert (page.status, page.url) == (200, hall.url)
        assert page.says("line") == "Stimme gezählt: Kreativität, Zusammenarbeit."
        assert page.ticked() == ["0", "1"]
        assert page.says("send") == "Antwort ändern"

        page = await send(phone, page, options=["2"])
        assert page.says("line") == "Stimme gezählt: Programmieren."

        late = page
        await hall.moderator.do("close")
        page = await send(phone, late, options=["0"])
        assert page.says("alert") == (
            "Ihre Stimme wurde nicht gezählt: Die Abstimmung war schon geschlossen."
        )
        counted = "Abstimmung geschlossen. Ihre Stimme ist gezählt: Programmieren."
        assert page.says("line") == counted

        await hall.moderator.do("show")
        page = await get(phone, hall.url)
        assert "100 % = 1 Person" in page.says("results").replace("\u202f", " ")
        assert "Programmieren · Ihre Wahl" in page.says("results")
        assert page.says("results").count("Ihre Wahl") == 1
        assert "hidden" in page.by_id["form"]


async def test_a_form_that_does_not_fit_keeps_what_was_typed(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        page = await send(phone, await get(phone, hall.url))
        assert page.status == 422
        assert page.says("alert") == "Bitte antworten Sie zuerst und senden Sie dann."
        page = await send(phone, page, options=["0", "1", "2"])
        assert (page.status, page.ticked()) == (422, ["0", "1", "2"])
        assert "passt nicht zur Frage" in page.says("alert")
        page = await send(phone, page, options=["0", "7"])
        assert page.status == 422
        page = await send(phone, page, options=["0"])
        assert page.says("line") == "Stimme gezählt: Kreativität."


async def test_the_newer_wish_counts_from_an_older_copy_of_the_page(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        old = await get(phone, hall.url)
        await send(phone, old, options=["0"])
        page = await send(phone, old, options=["1"])  # the same seq with another answer
        assert page.says("line") == "Stimme gezählt: Zusammenarbeit."
        page = await send(phone, old, options=["2"])  # an older seq than the one that counts
        assert page.says("line") == "Stimme gezählt: Zusammenarbeit."
        assert "neuere Antwort" in page.says("alert")
        page = await send(phone, page, options=["2"])
        assert (page.says("line"), page.says("alert")) == ("Stimme gezählt: Programmieren.", "")


async def test_a_vote_for_the_question_before_is_not_counted_for_this_one(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        old = await get(phone, hall.url)
        await hall.moderator.do("close")
        await hall.open("phones")
        page = await send(phone, old, options=["0"])
        assert "Diese Frage war schon vorbei" in page.says("alert")
        assert (page.says("prompt"), page.ticked()) == ("Private Handys zulassen?", [])
        await hall.moderator.do("close")
        # The reason belongs to that moment, and not to an address that is opened later.
        await hall.open("needs")
        assert (await get(phone, page.url)).says("alert") == ""


async def test_without_its_cookie_a_form_counts_nothing_and_says_why(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        phone.cookies.clear()
        page = await send(phone, page, options=["1"])
        assert (page.status, page.ticked()) == (403, ["1"])
        assert "Cookie" in page.says("alert")
        page = await send(phone, page, options=["1"])
        assert page.says("line") == "Stimme gezählt: Zusammenarbeit."


async def test_every_kind_of_question_works_as_a_form(hall: Stand) -> None:
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("phones", {"options": "abstain"}, "Enthaltung"),
        ("phones", {"options": "other", "other": "Nur in der Pause"}, "Nur in der Pause"),
        ("places", {"options": ["0", "1"], "reason": "Ruhe"}, "Zu Hause, Im Café, Ruhe"),
        ("learning", {"step-0": "4", "step-1": "1"}, "2 Bewertungen"),
        ("learning", {"abstain": "abstain"}, "keine Angabe"),
        ("recommend", {"step-1": "10"}, "das Haus (10 · sehr wahrscheinlich), noch 1 offen"),
        ("energy", {"step-0": "0"}, "0 · keine"),
        ("faces", {"step-0": "4"}, "😀 sehr gut"),
        ("trip", {"against-0": "1", "against-1": "2", "against-2": "3"}, "3 Bewertungen"),
        ("distance", {"number": " 1.234,5 Mm"}, "1234,5\u00a0Mm"),
        ("needs", {"words": ["Mut", "", "mehr  Zeit"]}, "Mut, mehr Zeit"),
        ("wishes", {"text": "<b>Ruhe</b> & </script>"}, "<b>Ruhe</b> & </script>"),
    ]
    opened = ""
    for question, values, line in cases:
        if question != opened:
            await hall.open(question)
            opened = question
        async with hall.phone() as phone:
            page = await send(phone, await get(phone, hall.url), **values)
            assert page.says("line") == f"Stimme gezählt: {line}."
            # What was typed never became markup, in the page or in the script's data.
            assert "<b>Ruhe" not in page.source
            assert page.source.count("</script>") == 2


async def test_a_number_that_is_unclear_is_kept_and_asked_for_again(hall: Stand) -> None:
    await hall.open("distance")
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        for written, said in (
            ("viele", "Bitte schreiben Sie nur eine Zahl, etwa 12,5."),
            ("1,23", "Bitte schreiben Sie höchstens 1 Nachkommastelle."),
            ("-3", "Bitte schreiben Sie 0 oder mehr."),
        ):
            page = await send(phone, page, number=written)
            assert page.says("alert") == said
            assert f'value="{written}"' in page.source


async def test_too_few_choices_are_said_in_a_sentence_and_kept(hall: Stand) -> None:
    await hall.open("places")
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        assert page.says("under").startswith("Wählen Sie 2 bis 3 Antworten.")
        page = await send(phone, page, options=["1"], reason="Ruhe")
        assert page.says("alert") == "Bitte wählen Sie mindestens 2 Antworten."
        assert "Ruhe</textarea>" in page.source


async def test_a_phone_has_its_own_order_from_its_first_page_on(hall: Stand) -> None:
    await hall.open("places")
    orders = set()
    for _ in range(8):
        async with hall.phone() as phone:
            pages = [(await get(phone, hall.url)).source for _ in range(2)]
        first, again = (re.findall(r'name="options" value="(\w+)"', page) for page in pages)
        assert first == again
        assert first[-3:] == ["4", "other", "abstain"]
        orders.add(tuple(first))
    assert len(orders) > 1  # 24 orders: eight phones agree once in 24⁷ runs


async def test_a_form_larger_than_any_is_refused(hall: Stand) -> None:
    await hall.open("wishes")
    async with hall.phone() as phone:
        page = await send(phone, await get(phone, hall.url), text="x" * 40_000)
        assert page.status == 400
        many = "&".join("options=0" for _ in range(500))
        response = await phone.post(f"{hall.url}/vote", content=many)
        assert response.status_code == 400


async def test_a_group_goes_with_each_form_and_stays_in_the_address(fresh_redis_url: str) -> None:
    async with stand(fresh_redis_url, asks_groups=True) as hall, hall.phone() as phone:
        await hall.open()
        page = await get(phone, hall.url)
        assert "Ich bin hier als: keine Angabe" in page.says("here-as")
        page = await send(phone, page, options=["0"], group="2")
        assert page.url == f"{hall.url}?group=2"
        assert "Ich bin hier als: Unternehmen" in page.says("here-as")
        page = await send(phone, page, options=["0", "1", "2"], group="1")  # too many
        assert (page.status, "als: Schule" in page.says("here-as")) == (422, True)
        page = await send(phone, page, options=["1"], group="7")  # no such group: none
        assert page.url == hall.url
        assert page.says("line") == "Stimme gezählt: Zusammenarbeit."

"""How wide a text is, and where its lines break."""

from poll_server.questions.drawing.widths import width, wrap


def test_texts_are_wrapped_by_width() -> None:
    assert wrap("Mut", 40, 500) == ["Mut"]
    assert wrap("", 40, 500) == [""]
    assert wrap("eins zwei drei", 40, width("eins zwei", 40)) == ["eins zwei", "drei"]
    torn = wrap("Donaudampfschifffahrt", 40, 200)
    assert len(torn) > 1
    assert all(line.endswith("-") for line in torn[:-1])
    assert "".join(line.rstrip("-") for line in torn) == "Donaudampfschifffahrt"
    assert wrap("eins zwei drei vier", 40, 130, most=2)[-1].endswith("…")
    assert all(width(line, 40) <= 130 for line in wrap("eins zwei drei vier", 40, 130, most=2))


def test_a_number_and_what_it_is_of_stand_in_one_line() -> None:
    told = "… eases the load on teachers (n\u00a0=\u00a0139)"
    assert wrap(told, 9, 150, bold=False) == [told[:28], told[29:]]

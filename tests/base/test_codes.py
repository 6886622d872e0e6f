"""A code's ending: the same everywhere, told by nobody who lacks the server's secret."""

from poll_server.base.codes import ending, long_code


def test_an_ending_is_six_digits_of_code_and_secret() -> None:
    endings = {ending(b"secret", f"{n:06}") for n in range(200)}
    assert len(endings) > 190
    assert all(len(each) == 6 and each.isdecimal() for each in endings)
    assert ending(b"secret", "482913") == ending(b"secret", "482913")
    assert ending(b"another", "482913") != ending(b"secret", "482913")
    assert long_code(b"secret", "482913") == f"482913-{ending(b'secret', '482913')}"

"""Codes by time, as RFC 6238 has them; what is sealed stays so; recovery codes however typed."""

import pytest

from poll_server.store.parts.people.time_codes import (
    DRIFT,
    LONGEST_TYPED,
    RECOVERY_CODES,
    STEP,
    Seal,
    address,
    hash_recovery,
    new_recovery_codes,
    step_of,
    typed_out,
)

SECRET = b"12345678901234567890"
"""That of RFC 6238, appendix B."""
VECTORS = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}
"""Seconds since 1970, and the last six digits of its codes for SHA-1."""


@pytest.mark.parametrize(("at", "code"), VECTORS.items())
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert step_of(SECRET, code, at * 1000) == at // STEP
    for typed in (f" {code[:3]} {code[3:]}\n", f"{code[:3]}-{code[3:]}", code.translate(WIDE)):
        assert step_of(SECRET, typed, at * 1000) == at // STEP


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def test_a_clock_may_be_wrong_by_a_step_and_no_more() -> None:
    at, code = 1111111109, VECTORS[1111111109]
    steps = range(-3, 4)
    taken = [bool(step_of(SECRET, code, (at + by * STEP) * 1000)) for by in steps]
    assert taken == [abs(by) <= DRIFT for by in steps]


@pytest.mark.parametrize(
    "typed", ["", "0", "287 08", "2870820", "287082x", "٢", "\0", "1" * 10_000]
)
def test_anything_else_is_no_code(typed: str) -> None:
    assert step_of(SECRET, typed, 59_000) == 0


def test_spaces_make_a_long_text_no_code() -> None:
    assert step_of(SECRET, "287082" + " " * LONGEST_TYPED, 59_000) == 0


def test_a_sealed_secret_is_opened_by_its_server_for_its_account_alone() -> None:
    seal = Seal(b"what signs cookies")
    sealed = seal.new("anna")
    secret = seal.opened(sealed, "anna")
    assert secret
    assert len(secret) == 20
    assert sealed != seal.new("anna")
    assert seal.opened(sealed, "bert") is None
    assert Seal(b"another").opened(sealed, "anna") is None
    changed = ("B" if sealed[0] == "A" else "A") + sealed[1:]
    assert {seal.opened(wrong, "anna") for wrong in (changed, "", "x", "ä", sealed[:20])} == {None}


def test_what_an_app_is_told() -> None:
    said = address(SECRET, "Anna Muster", "poll.example.org:8080")
    assert said.startswith("otpauth://totp/poll.example.org%3A8080:Anna%20Muster?")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in said
    assert typed_out(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_recovery_codes_are_known_however_they_are_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    assert all(len(code) == 19 for code in codes)
    code = "k3zt-08qm-1100-abcd"
    kept = hash_recovery("anna", code)
    for typed in (code.upper(), code.replace("-", " "), " K3ZTO8QM lI0o abcd "):
        assert hash_recovery("anna", typed) == kept
    assert hash_recovery("bert", code) != kept

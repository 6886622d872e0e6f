"""Secrets and passwords: what is kept of them opens nothing, and nothing is equal to none."""

from poll_server.base import secrets


async def test_a_password_is_kept_as_argon2id() -> None:
    hashed = await secrets.hash_password("Philharmonie")
    assert hashed.startswith("$argon2id$")
    assert await secrets.verify_password(hashed, "Philharmonie")
    assert not await secrets.verify_password(hashed, "philharmonie")
    assert not await secrets.verify_password("", "")


def test_a_link_is_known_by_its_hash_alone() -> None:
    secret = secrets.new_secret()
    assert len(secret) >= 22  # 128 bits at 6 a character
    assert secret != secrets.new_secret()
    assert secrets.hash_secret(secret) == secrets.hash_secret(secret)
    assert secret not in secrets.hash_secret(secret)


def test_a_missing_secret_equals_nothing() -> None:
    assert secrets.same_secret("s", "s")
    assert not secrets.same_secret("", "")
    assert not secrets.same_secret("é", "e")

"""Secrets and passwords: what is kept of them opens nothing, and nothing is equal to none."""

import pytest
from argon2 import Parameters, extract_parameters, profiles

from poll_server.base import secrets

REAL = secrets._hasher
"""Tests have a quick one (`tests/conftest.py`) as soon as the first of them runs."""


async def test_a_password_is_kept_as_argon2id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_hasher", REAL)
    hashed = await secrets.hash_password("Philharmonie")
    assert hashed.startswith("$argon2id$")
    used: Parameters = extract_parameters(hashed)
    assert used == profiles.RFC_9106_LOW_MEMORY
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

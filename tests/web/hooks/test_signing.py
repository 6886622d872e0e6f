"""Deliveries are signed as Standard Webhooks has it."""

import hmac
from base64 import b64decode, b64encode

from poll_server.web.hooks.signing import headers, key_of, shown


def test_the_specification_s_own_example_has_its_signature() -> None:
    """Of standardwebhooks.com's reference libraries: key, id, time, body and signature."""
    key = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_replayed_or_changed_delivery_has_another_signature_t37() -> None:
    """T37: time and id are signed with the body; each hook has a key of its own."""
    key = key_of(b"the server's", "hook-1")
    assert shown(key) == "whsec_" + b64encode(key).decode()
    first = headers(key, "a", 1000, b"{}")
    for others in (
        headers(key, "a", 1001, b"{}"),
        headers(key, "b", 1000, b"{}"),
        headers(key, "a", 1000, b"[]"),
        headers(key_of(b"the server's", "hook-2"), "a", 1000, b"{}"),
        headers(key_of(b"another server's", "hook-1"), "a", 1000, b"{}"),
    ):
        assert not hmac.compare_digest(others["webhook-signature"], first["webhook-signature"])

"""Every setting has a meaning, a unit and a range, and comes from the environment."""

from typing import get_type_hints

import msgspec
import pytest

from poll_server.base.settings import Settings
from poll_server.run.server import environment


def test_every_setting_is_explained() -> None:
    for name, hint in get_type_hints(Settings, include_extras=True).items():
        (meta,) = hint.__metadata__
        assert isinstance(meta, msgspec.Meta), name
        assert meta.description, name


def test_nothing_named_means_the_defaults() -> None:
    assert Settings.from_env({}) == Settings()


def test_variables_are_read_by_their_names() -> None:
    settings = Settings.from_env(
        {"POLL_PORT": "9000", "POLL_ACCEPT_RISK": "true", "POLL_PHONE_TICK": "0.5", "PORT": "1"}
    )
    assert (settings.port, settings.accept_risk, settings.phone_tick) == (9000, True, 0.5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PHONE_TICK", "0.1"),  # more than four frames a second would break the contract
        ("STAGE_TICK", "0.05"),
        ("WORKERS", "0"),
        ("KEEP_VOTES", "-1"),
        ("ACCEPT_RISK", "perhaps"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=name.lower()):
        Settings.from_env({f"POLL_{name}": value})


def test_settings_survive_the_way_to_a_worker_process() -> None:
    settings = Settings(
        redis_url="redis://host/1", port=0, accept_risk=True, phone_tick=0.3, public_url="https://x"
    )
    assert Settings.from_env(environment(settings)) == settings
    assert Settings.from_env(environment(Settings())) == Settings()

"""Every setting: its name, default, unit and meaning.

Each is the environment variable `POLL_` + its name in capitals, and an option of `poll-server
serve`. `--help` and docs/hosting/settings.md print this table; a test keeps the page the same.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

import msgspec
from msgspec import Meta


def _default_data_dir() -> str:
    """Where a laptop keeps its polls: the user's own data folder (XDG base directory)."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return str(Path(base) / "poll-server")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be set; see each field's description."""

    redis_url: Annotated[
        str,
        Meta(
            description="Redis to use (redis://, rediss://, unix://, redis+cluster://, "
            "redis+sentinel://); empty: start a private one"
        ),
    ] = ""
    data_dir: Annotated[
        str, Meta(description="folder of the private Redis; the next start finds its data again")
    ] = msgspec.field(default_factory=_default_data_dir)
    host: Annotated[str, Meta(description="address to listen on")] = "0.0.0.0"  # noqa: S104 - the hall's phones must reach it
    port: Annotated[int, Meta(ge=0, le=65535, description="port to listen on; 0: any free one")] = (
        8080
    )
    workers: Annotated[int, Meta(ge=1, le=64, description="server processes on that port")] = 1
    public_url: Annotated[
        str,
        Meta(description="address people type, such as https://poll.example.org; empty: the host"),
    ] = ""
    phone_tick: Annotated[
        float, Meta(ge=0.25, le=5, description="seconds between two snapshots to a phone, at least")
    ] = 0.25
    stage_tick: Annotated[
        float, Meta(ge=0.1, le=5, description="seconds between two snapshots to a stage, at least")
    ] = 0.1
    truth_every: Annotated[
        float, Meta(ge=0.1, le=5, description="seconds between two looks at each poll's version")
    ] = 0.5
    send_timeout: Annotated[
        float, Meta(gt=0, le=60, description="seconds a screen may take to accept one frame")
    ] = 5.0
    keepalive: Annotated[
        float, Meta(gt=0, le=120, description="seconds between pings; under home routers' 45 s")
    ] = 20.0
    phone_sockets: Annotated[
        Literal["lean", "starlette"],
        Meta(description="how phones' sockets are served: lean carries several times as many"),
    ] = "lean"
    accept_risk: Annotated[
        bool, Meta(description="open votes although Redis could lose some in a power cut")
    ] = False
    secret_file: Annotated[
        str,
        Meta(
            description="file with what signs cookies, the same on every machine; empty: in the "
            "private Redis's folder, or in your own Redis"
        ),
    ] = ""
    report_nice: Annotated[
        int,
        Meta(ge=0, le=19, description="how far making files stands back for votes; 0: not at all"),
    ] = 19
    rehearsal_phones: Annotated[
        int,
        Meta(ge=0, le=600, description="simulated phones that the console may let come; 0: none"),
    ] = 300
    take_back: Annotated[
        float,
        Meta(ge=0, le=60, description="seconds a close can be taken back before it is frozen"),
    ] = 5.0
    close_after: Annotated[
        int,
        Meta(ge=1, le=90, description="days after its opening that a vote closes by itself"),
    ] = 14
    keep_votes: Annotated[
        int, Meta(ge=0, description="hours single votes are kept after a poll's last close")
    ] = 24
    keep_results: Annotated[
        int, Meta(ge=1, description="days frozen results are kept after a poll's last close")
    ] = 90
    keep_acts: Annotated[
        int, Meta(ge=1, description="days for which it is kept what organisers did")
    ] = 365
    webhooks_inside: Annotated[
        bool,
        Meta(description="webhooks may go to addresses of the own network, and to this machine"),
    ] = False
    oidc_issuer: Annotated[
        str,
        Meta(
            description="OpenID Connect provider that organisers may sign in with, by its issuer, "
            "such as https://id.example.org/realms/city; empty: none"
        ),
    ] = ""
    oidc_name: Annotated[
        str, Meta(description="what the page to sign in calls it; empty: its host name")
    ] = ""
    oidc_client_id: Annotated[str, Meta(description="what the provider calls this server")] = ""
    oidc_client_secret_file: Annotated[
        str, Meta(description="file with the client's secret; empty: a public client")
    ] = ""
    oidc_scopes: Annotated[
        str, Meta(description="what the provider is asked for, beside the ID token")
    ] = "openid profile"
    oidc_group_claim: Annotated[
        str, Meta(description="claim of the ID token that names the person's groups")
    ] = "groups"
    oidc_group: Annotated[
        str, Meta(description="group whose members are organisers; needed with an issuer")
    ] = ""
    demand_second_factor: Annotated[
        bool,
        Meta(
            description="whoever signs in with a password needs a second factor, and sets one up "
            "at the next sign-in"
        ),
    ] = False
    answer_probes: Annotated[
        bool,
        Meta(
            description="a hall of its own without internet: answer what phones ask to see whether "
            "there is one"
        ),
    ] = False
    trust_proxy: Annotated[
        bool, Meta(description="believe X-Forwarded-Proto of the proxy in front (TLS ends there)")
    ] = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings that `POLL_*` variables name, defaults for the rest.

        Raises:
            msgspec.ValidationError: a value of the wrong type or out of range; the message names
                the field.
        """
        named = {
            name: environ[f"POLL_{name.upper()}"]
            for name in cls.__struct_fields__
            if environ.get(f"POLL_{name.upper()}")
        }
        return msgspec.convert(named, cls, strict=False)

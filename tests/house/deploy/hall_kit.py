"""`make hall-kit`: the hall kit in network namespaces, from an address to a vote. Needs root.

    hall     an access point's side: dnsmasq and Caddy as `deploy/hall/kit.py` writes them; server
    phone    beside it at the end of a cable: DHCP, names, probes, the page, a vote by form, and
             more of them by WebSocket over TLS

There is no radio: hostapd reads its file, with the driver “none”. Debian's packages are installed
where they are missing; namespaces, addresses and processes are taken away again at the end.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.redis.folder import running_url
from poll_server.store.store import Store
from poll_server.wire.messages import Command
from tests.support.servers import tools

from .hall_kit_phone import PATIENCE, SOCKETS

ROOT = Path(__file__).parents[3]
DEBIAN = {
    "dnsmasq": "dnsmasq-base", "caddy": "caddy", "hostapd": "hostapd", "udhcpc": "udhcpc",
    "ip": "iproute2", "openssl": "openssl",
}  # fmt: skip
"""Program -> its package."""
NAME = "poll.hall-kit.test"
HALL, PHONE = f"hall-{os.getpid()}", f"phone-{os.getpid()}"
"""Namespaces of this run."""
DECK = """[event]
id = "hall"
title = "Hall"
languages = ["de"]
[[polls]]
id = "hall"
title = "Hall"
[[polls.questions]]
kind = "choice"
id = "here"
prompt = "Da?"
options = ["Ja", "Nein"]
"""
LEASE = """#!/bin/sh
[ "$1" = bound ] || exit 0
ip address replace "$ip/$mask" dev "$interface"
ip route replace default via "$router" dev "$interface"
echo "nameserver $dns" > /etc/resolv.conf
"""
"""What udhcpc does with an address: in the phone's namespace, also with its resolv.conf."""


def run(*command: str | Path, at: str = "") -> str:
    """What a command says, in a namespace or here; its last words where it fails."""
    inside = ["ip", "netns", "exec", at] if at else []
    return tools.run(*inside, *command, seconds=PATIENCE * 2)


@contextmanager
def cable() -> Iterator[None]:
    """Two namespaces with a cable between them, `hall0` and `phone0`."""
    names = Path("/etc/netns") / PHONE
    try:
        for each in (HALL, PHONE):
            run("ip", "netns", "add", each)
            run("ip", "-n", each, "link", "set", "lo", "up")
        run("ip", "link", "add", "hall0", "netns", HALL, "type", "veth",
            "peer", "name", "phone0", "netns", PHONE)  # fmt: skip
        run("ip", "-n", PHONE, "link", "set", "phone0", "up")
        names.mkdir(parents=True)
        (names / "resolv.conf").write_text("")
        yield
    finally:
        for each in (HALL, PHONE):
            subprocess.run(["ip", "netns", "del", each], check=False, timeout=PATIENCE)
        shutil.rmtree(names, ignore_errors=True)


def certificate(folder: Path) -> Path:
    """A certificate of the name, made here; what phones trust in place of an authority."""
    folder.mkdir()
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
        "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")  # fmt: skip
    return folder / "fullchain.pem"


def written(folder: Path, *more: str) -> Path:
    """The kit's files, by its own command."""
    run(sys.executable, ROOT / "deploy" / "hall" / "kit.py", "--name", NAME, "--to", folder,
        "--wifi", 'Halle "Süd"', "--country", "DE", "--interface", "hall0", *more)  # fmt: skip
    return folder


def parsed(folder: Path) -> str:
    """Each tool reads its file; hostapd has no dry run, so it starts without a radio."""
    for more in ((), ("--password", "geheim 1234", "--band", "2.4")):
        files = written(folder / f"read{len(more)}", *more)
        run("dnsmasq", "--test", f"--conf-file={files / 'dnsmasq.conf'}")
        run("caddy", "validate", "--adapter", "caddyfile", "--config", files / "Caddyfile")
        run("sh", "-n", files / "hall.sh")
        config = files / "hostapd.conf"
        config.write_text(config.read_text().replace("driver=nl80211", "driver=none"))
        command = ["timeout", "3", "hostapd", str(config)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        if "COUNTRY_UPDATE" not in done.stdout or "rror" in done.stdout:
            raise RuntimeError(f"hostapd: {done.stdout}")
    return "dnsmasq, Caddy and hostapd (without a radio) take what is written."


@contextmanager
def serving(kit: Path, data: Path) -> Iterator[str]:
    """The hall switched on, and the server in it; the join code."""
    environment = dict(
        line.split("=", 1)
        for line in (kit / "poll-server.environment").read_text().splitlines()
        if line and not line.startswith("#")
    )
    server = [sys.executable, "-c", "from poll_server.command.start import main; main()"]
    deck = kit / "hall.toml"
    deck.write_text(DECK)
    said = run(*server, "import", deck, "--data-dir", data)
    code = next(line.split()[0] for line in said.splitlines() if line.startswith("  "))
    run(kit / "hall.sh", "start", at=HALL)
    try:
        with subprocess.Popen(
            ["ip", "netns", "exec", HALL, *server, "serve", "--data-dir", data],
            env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            try:
                until_it_answers()
                yield code
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)
    finally:
        run(kit / "hall.sh", "stop", at=HALL)


def until_it_answers() -> None:
    ask = "import httpx; httpx.get('http://127.0.0.1:8080/readyz', trust_env=False)"
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            run(sys.executable, "-c", ask, at=HALL)
            return
        except RuntimeError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)


async def opened(data: Path) -> None:
    """The first question of the poll is open."""
    store = Store.connect(running_url(data))
    ballots = Ballots(store.url)
    polls = Polls(store, ballots, Crowd(store), take_back=0)
    (listing,) = await Events(store).all()
    poll = listing.polls[0]
    for action, value in (("goto", listing.event.polls[0].questions[0].id), ("open", "")):
        control = (await polls.state(poll.poll_id)).control
        wanted: dict[str, Any] = {"action": action, "value": value}
        done = await polls.command(
            poll.poll_id, Command(id=secrets.token_hex(8), expected_version=control, **wanted)
        )
        if type(done).__name__ != "Done":
            raise RuntimeError(str(done))
    await ballots.close()
    await store.redis.aclose()


async def votes(data: Path) -> int:
    """How many are in the round."""
    store = Store.connect(running_url(data))
    keys = [key async for key in store.redis.scan_iter("poll:*:round:1:votes")]
    count = sum([await store.redis.hlen(key) for key in keys])
    await store.redis.aclose()
    return count


def phone(folder: Path, base: str, code: str, trusted: Path) -> None:
    """An address by DHCP, and what a phone does with it."""
    lease = folder / "lease.sh"
    lease.write_text(LEASE)
    lease.chmod(0o755)
    run("udhcpc", "-i", "phone0", "-n", "-q", "-f", "-t", "10", "-s", lease, at=PHONE)
    got = json.loads(run("ip", "-json", "-n", PHONE, "-4", "address", "show", "phone0"))
    print(f"The phone has the address {got[0]['addr_info'][0]['local']}.")
    trust = {"SSL_CERT_FILE": str(trusted)}
    print(
        run(
            sys.executable, "-m", "tests.house.deploy.hall_kit_phone", base, code, at=PHONE, **trust
        ).strip()
    )


def tried(folder: Path, scheme: str) -> None:
    """The whole way once, with TLS or without."""
    folder.mkdir()
    trusted = certificate(folder / "names")
    more = ["--certificate", str(trusted.parent)] if scheme == "https" else []
    kit, data = written(folder / "kit", "--access-point", *more), folder / "data"
    with cable(), serving(kit, data) as code:
        asyncio.run(opened(data))
        phone(folder, f"{scheme}://{NAME}", code, trusted)
        count = asyncio.run(votes(data))
        if count != SOCKETS + 1:
            raise RuntimeError(f"{count} votes are in Redis")
        print(f"{count} votes are in Redis.")
    if Path("/run/poll-hall").exists():
        raise RuntimeError("something is left of the hall")
    print("The hall is off again, and no phone is written down.")


def main() -> int:
    """The command; see the module."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if os.geteuid() or sys.platform != "linux":
        print("make hall-kit makes network namespaces: it needs Linux, and root.", file=sys.stderr)
        return 2
    tools.from_debian(DEBIAN)
    with tempfile.TemporaryDirectory(prefix="hall-kit-") as folder:
        print(parsed(Path(folder)))
        for scheme in ("https", "http"):
            tried(Path(folder) / scheme, scheme)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

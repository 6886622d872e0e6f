"""What a phone does in a hall of its own, for `hall_kit`: in its namespace, with its names.

python -m tests.house.deploy.hall_kit_phone https://NAME CODE
"""

import asyncio
import json
import re
import sys
from socket import AF_INET, getaddrinfo

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

from audience.probes import PROBES
from poll_server.wire.messages import Hello, Vote, encode

PATIENCE = 60.0
"""Seconds for anything that is waited for; nothing is measured here."""
SOCKETS = 5
"""Phones that vote over WebSockets, beside the one that votes by form."""


def expect(fine: object, what: str) -> None:
    if not fine:
        raise SystemExit(f"WRONG: {what}")
    print(what)


def address(name: str) -> str:
    """What the name leads to; '' where it leads nowhere."""
    try:
        return str(getaddrinfo(name, 80, AF_INET)[0][4][0])
    except OSError:
        return ""


def names(name: str) -> None:
    expect(address(name) == "10.77.0.1", f"{name} is 10.77.0.1.")
    expect(address("dns.msftncsi.com") == "131.107.255.255", "Windows’ name is what it expects.")
    expect(not address("example.com"), "Every other name leads nowhere, at once.")


def probes(http: httpx.Client) -> None:
    """Each probe of each maker, as its own phones ask it."""
    asked = [(host, path, each) for path, each in PROBES.items() for host in each.hosts]
    for host, path, each in asked:
        answer = http.get(f"http://{host}{path}")
        wanted = (200 if each.said else 204, each.said)
        if (answer.status_code, answer.text) != wanted:
            raise SystemExit(f"WRONG: {host}{path} is answered {answer.status_code} {answer.text}")
    print(f"{len(asked)} probes for an internet are answered as their makers expect.")


def vote(http: httpx.Client, base: str, code: str) -> None:
    """The page by its name, and a vote by its form."""
    typed = http.get(f"http://10.77.0.1/{code}")
    expect(str(typed.url) == f"{base}/{code}", "The bare address leads to the name.")
    expect('id="form"' in typed.text, "The page has the question.")
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', typed.text))
    done = http.post(f"{base}/{code}/vote", data={**fields, "options": "0"})
    said = re.search(r'id="line"[^>]*>([^<]*)', done.text)
    expect(said and "gezählt: Ja" in said[1], "“Stimme gezählt: Ja.”, without a script.")
    cookie = "__Host-poll" if base.startswith("https") else "poll"
    expect(cookie in http.cookies, f"Its cookie is {cookie}.")


async def vote_by_socket(base: str, code: str) -> None:
    """One more phone: a cookie, a socket, a vote and its answer."""
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        await http.get(f"{base}/{code}")
        cookies = "; ".join(f"{key}={value}" for key, value in http.cookies.items())
    async with (
        connect(
            f"{base.replace('http', 'ws', 1)}/ws/phone/{code}",
            origin=Origin(base),
            additional_headers={"Cookie": cookies},
            proxy=None,
        ) as socket,
        asyncio.timeout(PATIENCE),
    ):
        for said, awaited in (
            (Hello(), "welcome"),
            (Vote(round=1, seq=1, answer={"options": [1]}), "counted"),
        ):
            await socket.send(encode(said).decode())
            while json.loads(await socket.recv())["type"] != awaited:
                pass


async def votes_by_socket(base: str, code: str) -> None:
    await asyncio.gather(*(vote_by_socket(base, code) for _ in range(SOCKETS)))
    print(f"{SOCKETS} more phones voted over WebSockets.")


def main() -> None:
    base, code = sys.argv[1:]
    names(base.partition("://")[2])
    # No proxy of the machine: the phone has none. Certificates: those that SSL_CERT_FILE names.
    with httpx.Client(
        headers={"Accept-Language": "de"}, follow_redirects=True, timeout=PATIENCE
    ) as http:
        probes(http)
        vote(http, base, code)
    asyncio.run(votes_by_socket(base, code))


if __name__ == "__main__":
    main()

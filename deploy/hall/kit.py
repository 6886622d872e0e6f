"""A hall of its own: access point, addresses, names and TLS, written from a few values.

    python deploy/hall/kit.py --name poll.example.org --wifi Forum --country DE --to hall
    sudo hall/hall.sh start

Run it with the Python that has poll-server. It writes files and changes nothing else; what they are
for, what to buy and what was tried stands in docs/hosting/hall-kit.md.
"""

import argparse
import html
import ipaddress
import re
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from string import Template

import segno
from segno.helpers import make_wifi_data

from audience.probes import PROBES

HERE = Path(__file__).parent
PREFIX = 22
"""1,022 addresses: six hundred phones, and those of some who come again with another one."""
FIXED = 16
"""Addresses at the beginning that no phone gets: this machine's, a printer's, an access point's."""
PROBE_ADDRESS = "192.0.2.1"
"""Of a range that nobody has (RFC 5737): it looks public, so Android believes what it answers."""
BANDS = {"2.4": "hw_mode=g\nchannel=6", "5": "hw_mode=a\nchannel=36"}
"""Channels that every country allows indoors, and that wait for no radar."""
A_NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}")
AN_INTERFACE = re.compile(r"[A-Za-z0-9_.-]{1,15}")
A_PASSWORD = re.compile(r"[ -~]{8,63}")
"""What WPA2 takes: printable ASCII."""
OPEN = "auth_algs=1\nwpa=0"
WPA2 = "auth_algs=1\nwpa=2\nwpa_key_mgmt=WPA-PSK\nrsn_pairwise=CCMP\nwpa_passphrase={}"


class WrongValue(ValueError):
    """A value that cannot be; the sentence says what is needed."""


def written(options: argparse.Namespace) -> dict[str, str]:
    """What each file says, by its name.

    Raises:
        WrongValue: a value cannot be.
    """
    values = checked(options)
    names = ["dnsmasq.conf", "Caddyfile", "hall.sh", "poll-server.environment", "poster.html"]
    if options.wifi and not options.access_point:
        names.append("hostapd.conf")
    return {name: Template((HERE / name).read_text("utf-8")).substitute(values) for name in names}


def checked(options: argparse.Namespace) -> dict[str, str]:
    """Each place of the templates; raises WrongValue."""
    needs(A_NAME.fullmatch(options.name), "--name", "a host name such as poll.example.org")
    needs(AN_INTERFACE.fullmatch(options.interface), "--interface", "one such as wlan0")
    needs(
        not options.wifi or re.fullmatch(r"[A-Z]{2}", options.country),
        "--country",
        "two capitals such as DE: the radio keeps to that country's rules",
    )
    size = len(options.wifi.encode())
    printable = options.wifi.isprintable() and size <= 32
    needs(printable, "--wifi", "at most 32 bytes, and no character that is not seen")
    needs(
        not options.password or A_PASSWORD.fullmatch(options.password),
        "--password",
        "8 to 63 letters, digits and signs of ASCII, or none for an open Wi-Fi",
    )
    scheme = "https" if options.certificate else "http"
    url = f"{scheme}://{options.name}"
    secured = WPA2.format(options.password) if options.password else OPEN
    return {
        "interface": options.interface,
        "country": options.country,
        "band": BANDS[options.band],
        "ssid": quoted(options.wifi),
        "security": secured,
        "name": options.name,
        "url": url,
        "sites": sites(options.name, options.certificate),
        "probe_address": PROBE_ADDRESS,
        "probes": "\n".join(f"address=/{host}/{PROBE_ADDRESS}" for host in probe_hosts()),
        **network(options.address),
        **poster(options, url),
    }


def needs(fine: object, option: str, what: str) -> None:
    """Raises WrongValue where a value is not fine."""
    if not fine:
        raise WrongValue(f"{option} is no such value: {what}.")


def quoted(text: str) -> str:
    """A name for hostapd, which reads printf's escapes between P" and "."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'P"{escaped}"'


def network(address: str) -> dict[str, str]:
    """This machine's address, and those that phones get; raises WrongValue."""
    try:
        mine = ipaddress.IPv4Interface(f"{address}/{PREFIX}")
    except ValueError as error:
        raise WrongValue(f"--address is no address such as 10.77.0.1: {error}.") from None
    hosts = mine.network
    reserved = range(1, FIXED)
    needs(mine.is_private, "--address", "one of 10.…, 172.16.… to 172.31.… or 192.168.…")
    needs(
        int(mine.ip) - int(hosts.network_address) in reserved,
        "--address",
        f"one of the first {FIXED - 1} of its network, such as {hosts.network_address + 1}",
    )
    return {
        "address": str(mine.ip),
        "prefix": str(PREFIX),
        "mask": str(mine.netmask),
        "first": str(hosts.network_address + FIXED),
        "last": str(hosts.broadcast_address - 1),
    }


def probe_hosts() -> list[str]:
    """The names by which phones look for an internet."""
    return sorted({host for probe in PROBES.values() for host in probe.hosts})


def sites(name: str, certificate: str) -> str:
    """What Caddy listens to: the join name, the probes on port 80, and whatever else on port 80."""
    proxy = "\treverse_proxy 127.0.0.1:8080"
    asked = ",\n".join(f"http://{host}" for host in probe_hosts())
    if not certificate:
        return f"http://{name},\n{asked} {{\n{proxy}\n}}\n\nhttp:// {{\n\tredir http://{name}{{uri}}\n}}"
    folder = Path(certificate).resolve()
    keys = f"\ttls {folder}/fullchain.pem {folder}/privkey.pem"
    needs(not re.search(r"[\s{}\"]", str(folder)), "--certificate", "a folder without spaces")
    return (
        f"https://{name} {{\n{keys}\n{proxy}\n}}\n\n{asked} {{\n{proxy}\n}}\n\n"
        f"http:// {{\n\tredir https://{name}{{uri}}\n}}"
    )


def poster(options: argparse.Namespace, url: str) -> dict[str, str]:
    """What is printed for the door: both codes, and the words beside them."""
    security = "WPA" if options.password else None
    password = options.password or None
    wifi = make_wifi_data(ssid=options.wifi or options.name, password=password, security=security)
    said = f"<br><b>{html.escape(options.password)}</b>" if options.password else ""
    return {
        "wifi_code": code(wifi) if options.wifi else "",
        "join_code": code(url),
        "ssid_text": html.escape(options.wifi or "–"),
        "password_text": said,
        "shown": html.escape(options.name),
    }


def code(text: str) -> str:
    """A QR code as an SVG that fills its place."""
    image = BytesIO()
    segno.make(text, error="m", micro=False).save(image, kind="svg", omitsize=True, xmldecl=False)
    return image.getvalue().decode()


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("--name", required=True, help="the join name, such as poll.example.org")
    add("--to", required=True, type=Path, help="folder that is written")
    add("--wifi", default="", help="name of the Wi-Fi; without one, addresses and names only")
    add("--password", default="", help="of the Wi-Fi; none: open")
    add("--country", default="", help="two capitals, such as DE")
    add("--band", choices=BANDS, default="5", help="GHz; 2.4 for phones older than 2014")
    add("--access-point", action="store_true", help="an access point of its own has the radio")
    add("--interface", default="wlan0", help="the radio, or the cable to the access point")
    add("--address", default="10.77.0.1", help="of this machine in the hall")
    add("--certificate", default="", help="folder with fullchain.pem and privkey.pem of the name")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files; returns the exit code."""
    options = parsed(arguments)
    try:
        files = written(options)
    except WrongValue as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    options.to.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = options.to / name
        path.write_text(text, "utf-8")
        # The password of the Wi-Fi is in two of them, and hangs on the door.
        path.chmod(0o755 if name == "hall.sh" else 0o644)
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

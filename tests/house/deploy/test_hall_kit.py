"""The hall kit writes what it is told, and refuses what would be read as something else.

Whether dnsmasq, Caddy, hostapd and a phone agree, `make hall-kit` tries in network namespaces.
"""

import re
import runpy
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from audience.probes import PROBES
from poll_server.base.settings import Settings

ROOT = Path(__file__).parents[3]
HALL = ROOT / "deploy" / "hall"
SETTINGS = {f"POLL_{name.upper()}" for name in Settings.__struct_fields__}
GOOD = {"--name": "poll.example.org", "--wifi": 'Halle "Süd" \\ $x', "--country": "DE"}
SECRET = "a'b $(x) `y` 1"

Kit = Callable[..., int]


@pytest.fixture(scope="module")
def kit() -> Kit:
    """The command, with good values, but for those that a test names."""
    main = runpy.run_path(str(HALL / "kit.py"))["main"]

    def run(to: Path, *flags: str, **other: str) -> int:
        values = GOOD | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
        given = [each for pair in values.items() for each in pair]
        done: int = main([*given, *flags, "--to", str(to)])
        return done

    return run


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("certificate", ["", "/etc/names"])
def test_every_place_is_filled_and_every_probe_leads_to_the_server(
    kit: Kit, tmp_path: Path, certificate: str
) -> None:
    assert kit(tmp_path, certificate=certificate, password=SECRET) == 0
    files = read(tmp_path)
    assert set(files) == {path.name for path in HALL.iterdir()} - {"kit.py", "__pycache__"}
    url = f"{'https' if certificate else 'http'}://poll.example.org"
    for host in {host for probe in PROBES.values() for host in probe.hosts}:
        assert f"address=/{host}/192.0.2.1\n" in files["dnsmasq.conf"]
        assert f"http://{host}" in files["Caddyfile"]
    assert "address=/poll.example.org/10.77.0.1\n" in files["dnsmasq.conf"]
    assert "dhcp-range=10.77.0.16,10.77.3.254,255.255.252.0" in files["dnsmasq.conf"]
    assert f"redir {url}{{uri}}" in files["Caddyfile"]
    assert ("/etc/names/privkey.pem" in files["Caddyfile"]) == bool(certificate)
    named = re.findall(r"^(\w+)=(.*)$", files["poll-server.environment"], re.M)
    assert {name for name, _ in named} <= SETTINGS
    assert ("POLL_PUBLIC_URL", url) in named
    assert 'ssid2=P"Halle \\"Süd\\" \\\\ $x"\n' in files["hostapd.conf"]
    assert f"wpa_passphrase={SECRET}\n" in files["hostapd.conf"]
    assert "Halle &quot;Süd&quot; \\ $x" in files["poster.html"]
    # What root runs has none of the words that somebody chose.
    assert SECRET not in files["hall.sh"]
    assert "Süd" not in files["hall.sh"]
    assert (tmp_path / "hall.sh").stat().st_mode & 0o111


def test_without_a_radio_or_a_password(kit: Kit, tmp_path: Path) -> None:
    assert kit(tmp_path / "wired", "--access-point") == 0
    assert "hostapd.conf" not in read(tmp_path / "wired")
    assert kit(tmp_path / "open", band="2.4") == 0
    hostapd = read(tmp_path / "open")["hostapd.conf"]
    assert "wpa=0\n" in hostapd
    assert "hw_mode=g\nchannel=6\n" in hostapd
    assert "passphrase" not in hostapd


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "poll"),
        ("name", "poll.example.org/x"),
        ("name", "poll.example.org\naddress=/#/1.2.3.4"),
        ("interface", "wlan0; reboot"),
        ("interface", "wlan0\nx"),
        ("country", "de"),
        ("country", "DE\n"),
        ("wifi", "x" * 33),
        ("wifi", "Süd\nwpa=0"),
        ("password", "short"),
        ("password", "eight letters\nwpa=0"),
        ("password", "Überall hin"),
        ("address", "8.8.8.8"),
        ("address", "10.77.0.200"),
        ("address", "10.77.0.1; reboot"),
        ("certificate", "/etc/names {x}"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_a_sentence(
    kit: Kit, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    assert kit(tmp_path / "to", **{name: value}) == 2
    assert capsys.readouterr().err.startswith(f"--{name} is no")
    assert not (tmp_path / "to").exists()


def test_the_document_and_make_name_what_there_is() -> None:
    said = (ROOT / "docs" / "hosting" / "hall-kit.md").read_text()
    options = set(re.findall(r'add\("(--[a-z-]+)"', (HALL / "kit.py").read_text()))
    used = set(re.findall(r"(--[a-z][a-z-]+)", said)) - {
        "--now",
        "--manual",
        "--preferred-challenges",
    }
    assert used <= options
    assert "POLL_ANSWER_PROBES" in SETTINGS
    assert "tests.house.deploy.hall_kit" in (ROOT / "Makefile").read_text()
    assert "segno" in str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"])

"""The phone's script and style: joined by rules that can be read off, small, complete."""

import gzip
import re
from pathlib import Path, PurePosixPath

import pytest

from audience import assets
from audience.assets import AssemblyError, assemble
from poll_server.questions import (
    KINDS,
    Choice,
    Number,
    OpenText,
    Question,
    Scale,
    Words,
)
from poll_server.questions.registry import OURS
from poll_server.web.static_files import browser_files

ENTRY = PurePosixPath("/s/main.js")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    return tmp_path


def joined(folder: Path, **modules: str) -> str:
    for name, text in modules.items():
        (folder / f"{name.replace('__', '/')}.js").write_text(text)
    return assemble(ENTRY, {PurePosixPath("/s"): folder})


def test_a_module_comes_once_and_after_what_it_imports(folder: Path) -> None:
    text = joined(
        folder,
        main='import { a } from "./a.js";\nimport { b } from "./sub/b.js";\na(b);\n',
        a='import { b } from "./sub/b.js";\nexport function a() {\n  return b;\n}\n',
        sub__b="export const b = 1;\n",
    )
    assert text == "const b = 1;\nfunction a() {\nreturn b;\n}\na(b);"


def test_comments_go_and_strings_that_look_like_them_stay(folder: Path) -> None:
    text = joined(
        folder,
        main='// one\n/** two\n * lines */\n/** of one */\nconst a = "// no"; // gone\n'
        """const b = ["a // b", 'c // d', `e // f`];\n// "g"\nb(); // "h"\n""",
    )
    assert text == (
        """const a = "// no";\nconst b = ["a // b", 'c // d', `e // f`];\nb(); // "h\""""
    )


def test_a_style_sheet_loses_what_means_nothing_and_no_more() -> None:
    css = """/* of "a" */
    a > b, a :is(b, c) { color: red; /* why */ margin: calc(1px + 2px) -1px 0; }
    @media (max-width: 9em) and (not all) { [a~=b] ~ c + d::after { content: "; : { /  " / ""; } }
    """
    assert assets.tight(css) == (
        "a>b,a :is(b,c){color:red;margin:calc(1px + 2px) -1px 0}"
        '@media (max-width:9em) and (not all){[a~=b]~c + d::after{content:"; : { /  " / ""}}'
    )


def test_what_comes_later_is_named_by_its_whole_address(folder: Path) -> None:
    calls = 'export function a() {\n  return import("./sub/b.js");\n}\n'
    text = joined(folder, main=calls, sub__b="export const b = 1;\n")
    assert 'import("/s/sub/b.js")' in text
    assert "const b" not in text
    with pytest.raises(AssemblyError, match=r"no module /s/gone\.js"):
        joined(folder, main='const a = () => import("./gone.js");\n')


@pytest.mark.parametrize(
    ("modules", "reason"),
    [
        ({"main": 'import { a } from "./a.js";\nlet b = 1;', "a": "let b = 2;"}, "both declare b"),
        ({"main": 'import * as a from "./a.js";', "a": ""}, "main.js:1"),
        ({"main": 'import { a as b } from "./a.js";', "a": ""}, "main.js:1"),
        ({"main": "export default 1;"}, "main.js:1"),
        ({"main": 'import { a } from "./a.js";'}, "no module /s/a.js"),
        ({"main": 'import { a } from "../../etc.js";'}, "no module"),
        (
            {"main": 'import { a } from "./a.js";', "a": 'import { b } from "./main.js";'},
            "main.js → a.js → main.js",
        ),
    ],
)
def test_what_cannot_be_joined_is_said(folder: Path, modules: dict[str, str], reason: str) -> None:
    with pytest.raises(AssemblyError, match=re.escape(reason)):
        joined(folder, **modules)


def test_the_phones_script_is_whole() -> None:
    script = assets.script()
    assert "import " not in re.sub(r'"[^"]*"', "", script)
    assert "export " not in script
    assert script.rstrip().endswith("new Phone();")
    for name in ("class Socket", "class PhoneState", "const kinds", "function controls"):
        assert script.count(name) == 1


def test_what_the_phone_loads_later_is_kept_for_ever() -> None:
    """It is named by an address that says what is in it; so is what comes along with it."""
    found = browser_files("audience")
    later = re.findall(r'import\("([^"]*)"\)', assets.script())
    assert len(later) > 5
    for address in later:
        assert address.removeprefix(f"{found.prefix}/") in found.files


def test_every_module_of_the_phone_is_in_its_script() -> None:
    for path in assets.STATIC.rglob("*.js"):
        if path.parent.name == "floor":
            continue  # of the page of questions, which loads its own script
        declared = re.search(r"^export (?:const|class|function) (\w+)", path.read_text(), re.M)
        if declared and path.parent.name != "later":
            assert re.search(rf"\b{declared[1]}\b", assets.script()), path


def test_nothing_in_the_script_makes_markup_of_a_text() -> None:
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert danger not in assets.script()
    assert ".style" not in assets.script()  # the content policy forbids style attributes


NEWER = {
    r"\.at\(": "Safari 15.4",
    r"\.find(Last|LastIndex)\(": "Safari 15.4",
    r"\.(toSorted|toReversed|toSpliced|isWellFormed|toWellFormed)\(": "Safari 16",
    r"\bAbortSignal\.(timeout|any)\b": "Safari 16",
    r"\bstructuredClone\(": "Safari 15.4",
    r"\bObject\.(hasOwn|groupBy)\(": "Safari 15.4",
    r"\bMap\.groupBy\(": "Safari 17.4",
    r"\bArray\.fromAsync\(": "Safari 16.4",
    r"\bPromise\.(withResolvers|try)\(": "Safari 17.4",
    r"\bURL\.(canParse|parse)\(": "Safari 17",
    r"\bcrypto\.randomUUID\(": "Safari 15.4",
    r"\.checkVisibility\(": "Safari 17.4",
    r"\.(showModal|showPopover|togglePopover)\(": "Safari 15.4",
    r"\.(inert|scheduler|requestIdleCallback|startViewTransition)\b": "Safari 15.5",
    r"\b(requestIdleCallback|BroadcastChannel|CompressionStream|OffscreenCanvas)\b": "Safari 15.4",
    r"\badoptedStyleSheets\b": "Safari 16.4",
    r"\bstatic \{": "Safari 16.4",
    r"#\w+ in \w": "Safari 15, Firefox 90, Chrome 91",
    r"\(\?<[=!]": "Safari 16.4",
    r"/[dgimsuy]*v[dgimsuy]*[,;)]": "Safari 17",
    r"\bwith \{ type:": "Safari 17.2",
}
"""What browsers got after the oldest of docs/start/phones.md, as it would stand in the script."""


def test_the_script_keeps_to_the_oldest_browsers() -> None:
    """Where one name is missing, a page freezes in the middle of a vote, without a word."""
    found = [
        (pattern, since, line)
        for pattern, since in NEWER.items()
        for line in assets.script().splitlines()
        if re.search(pattern, line)
    ]
    assert found == []
    for path in assets.STATIC.rglob("*.js"):
        # At top level, await is Safari 15's and Chrome 89's.
        assert not re.search(r"^(?:(?:const|let) .* = )?await ", path.read_text(), re.M), path


def size(*kinds: type[Question]) -> int:
    """Bytes of script and style as they are sent, of the 30 kB that a first load may have."""
    together = assets.script(frozenset(kinds)) + assets.style()
    return len(gzip.compress(together.encode()))


def test_script_and_style_are_small() -> None:
    assert size(Choice, Scale, Words, OpenText) < 18_400  # what most polls ask
    assert size(*KINDS) < 24_700


def test_a_poll_has_the_scripts_of_what_it_asks_and_no_others() -> None:
    script = assets.script(frozenset([Choice]))
    assert "const kinds = { choice };" in script
    assert "const choice = " in script
    assert "const number = " not in script
    assert script != assets.script(frozenset([Choice, Number]))


def test_the_module_of_kinds_is_written_from_the_kinds_there_are() -> None:
    written = (assets.STATIC / assets.INDEX.name).read_text()
    assert written == assets.index(OURS), "run python -m audience.assets"

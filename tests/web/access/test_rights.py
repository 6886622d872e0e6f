"""What each role may do, written out a second time: as a table, and on the organisers' page."""

from pathlib import Path

from poll_server.store.parts.members import ROLES, EventMember, Role
from poll_server.web.access.rights import MAY, RIGHTS, Right, may

TABLE: dict[Right, str] = {
    "look": "owner editor moderator reviewer reader",
    "review": "owner editor reviewer",
    "write": "owner editor",
    "moderate": "owner moderator",
    "results": "owner reader",
    "run": "owner",
    "people": "owner",
    "delete": "owner",
    "organise": "owner",
}
"""Who has each right."""
PAGE = Path(__file__).parents[3] / "docs" / "organising" / "organiser.md"


def stands(role: Role) -> EventMember:
    return EventMember(account="a", role=role, poll="forum" if role == "moderator" else "")


def test_each_role_has_its_rights_and_no_other() -> None:
    assert TABLE.keys() == set(RIGHTS)
    assert MAY.keys() == set(ROLES)
    for right, who in TABLE.items():
        may_it = {role for role in ROLES if may(stands(role), right, "forum")}
        assert may_it == set(who.split()), right


def test_a_moderator_has_one_poll_and_nobody_without_a_role_has_anything() -> None:
    assert may(stands("moderator"), "moderate", "forum")
    assert not may(stands("moderator"), "moderate", "other")
    assert not may(stands("moderator"), "moderate")
    assert not may(EventMember(account="a", role="moderator"), "moderate", "")  # its poll is gone
    assert may(stands("owner"), "moderate", "other")
    assert not any(may(None, right) for right in RIGHTS)


def test_the_organisers_page_says_the_same() -> None:
    text = PAGE.read_text().partition("<!-- roles -->")[2].partition("<!-- /roles -->")[0]
    lines = [line.split("|")[1:-1] for line in text.strip().splitlines()]
    assert [each.strip() for each in lines[0][1:]] == [
        "owner", "editor", "moderator of one poll", "reviewer", "reader of results"
    ]  # fmt: skip
    told = [tuple(bool(each.strip()) for each in line[1:]) for line in lines[2:]]
    rights = [right for right in RIGHTS if right != "organise"]
    assert told == [tuple(right in MAY[role] for role in ROLES) for right in rights]

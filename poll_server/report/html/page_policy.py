"""What the server has to know of a public results page that another process made."""

import base64
import hashlib


def file_name(event_id: str, language: str) -> str:
    """`zukunftsbildung-ruhr-2018-de.html`: what a saved copy is called, and found by its sister."""
    return f"{event_id}-{language}.html"


def policy(content: bytes) -> str:
    """The content policy of a page: nothing from anywhere, and no style but its own."""
    styles = content.partition(b"<style>")[2].partition(b"</style>")[0]
    return policy_of(styles.decode())


def policy_of(styles: str) -> str:
    """The content policy of a page with these styles."""
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )

"""Whether organisers could sign in at the provider now: for `check`, and for the page that says the
same."""

from collections.abc import Sequence

from poll_server.base.settings import Settings
from poll_server.locale import Speech
from poll_server.store.store import Store
from poll_server.upkeep.findings import Finding, LookAt

from .asking import Unreachable
from .provider import SignInProvider, WrongProvider


async def sign_in(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Sign-in."""
    what = _("Sign-in")
    try:
        provider = SignInProvider.of(settings)
    except WrongProvider as wrong:  # then the server does not start, and says the same
        return [Finding(what, "wrong", str(wrong))]
    if provider is None:
        return []
    try:
        await provider.look()
    except Unreachable as away:
        said = _(
            "Nobody can sign in with %(provider)s: it does not answer, or not as %(issuer)s "
            "(%(why)s). Accounts with a password can.",
            provider=provider.name,
            issuer=provider.issuer,
            why=str(away),
        )
        cure = _(
            "Compare POLL_OIDC_ISSUER with the “issuer” in %(url)s, letter by letter; look whether "
            "this machine gets there, and trusts its certificate.",
            url=provider.description,
        )
        return [Finding(what, "care", said, cure)]
    said = _(
        "%(provider)s answers; in “%(group)s” one is an organiser.",
        provider=provider.name,
        group=settings.oidc_group,
    )
    return [Finding(what, "good", said)]


LOOKS: tuple[LookAt, ...] = (sign_in,)

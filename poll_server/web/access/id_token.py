"""Who signed in at the provider: its ID token, believed only where all of it fits.

OpenID Connect Core 1.0, section 3.1.3.7. `joserfc` checks the signature, by the provider's public
keys alone: of the algorithms that share a secret none is taken, nor the one that signs nothing.
"""

from typing import Any, NamedTuple

from poll_server.base.secrets import same_secret

ALGORITHMS = ("RS256", "ES256", "PS256", "Ed25519", "RS384", "RS512", "ES384", "ES512")
"""Those with a public key that providers sign with."""
CLOCKS_DIFFER = 60
"""Seconds that the provider's clock and this one may be apart; where they are set by NTP, they are
apart by less than one."""
LONGEST_SUBJECT = 255
"""Characters, as the standard says."""


class NotBelieved(Exception):
    """The token cannot be trusted; its word says why, for the log and for who runs the server."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnknownKey(NotBelieved):
    """It is signed by a key that the provider did not name when it was last asked."""


class SignedInThere(NamedTuple):
    """Somebody, as the provider knows them."""

    subject: str
    """names them at this provider, for ever"""
    name: str
    """what they are called there; '' where it does not say"""
    claims: dict[str, Any]

    def is_in(self, group: str, claim: str) -> bool:
        """Whether the claim of that name is the group, or a list with it."""
        said = self.claims.get(claim)
        return group in said if isinstance(said, list) else said == group


def read(token: str, keys: Any, *, issuer: str, client: str, nonce: str) -> SignedInThere:
    """Who an ID token speaks of.

    Args:
        keys: the provider's set of keys, as it publishes it.
        issuer, client, nonce: what it must have been made by, for, and as the answer to.

    Raises:
        UnknownKey: none of the keys has the name of the one that signed.
        NotBelieved: anything else is wrong with it.
    """
    # Only where somebody signs in so; it brings cryptography with it.
    from joserfc import errors, jwk, jws, jwt

    try:
        # Of its header, what is not known is left aside, as the standard wants it (RFC 7515, 4).
        how = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        claims = jwt.decode(token, jwk.KeySet.import_key_set(keys), registry=how).claims
        jwt.JWTClaimsRegistry(
            leeway=CLOCKS_DIFFER,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
    except errors.InvalidKeyIdError as unknown:
        raise UnknownKey("key") from unknown
    except errors.BadSignatureError as forged:
        raise NotBelieved("signature") from forged
    except errors.ExpiredTokenError as late:
        raise NotBelieved("expired") from late
    except errors.ClaimError as wrong:
        raise NotBelieved(wrong.claim) from wrong
    except (errors.JoseError, ValueError, TypeError, KeyError, AttributeError) as unreadable:
        raise NotBelieved("token") from unreadable
    return _checked(claims, client, nonce)


def _checked(claims: dict[str, Any], client: str, nonce: str) -> SignedInThere:
    """What the library leaves to us."""
    if not same_secret(str(claims.get("nonce", "")), nonce):
        raise NotBelieved("nonce")
    # For several at once it must say who asked for it, and that must be us.
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client) != client:
        raise NotBelieved("azp")
    subject = str(claims["sub"])
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise NotBelieved("sub")
    names = (claims.get(each) for each in ("name", "preferred_username", "email"))
    name = next((each for each in names if isinstance(each, str) and each.strip()), "")
    return SignedInThere(subject, name, claims)

"""The RSA key that signs tokens, and JSON Web Tokens signed and checked with it."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from xero_integration.sandbox.identity.state import IdentityState


class BadToken(Exception):
    """The text is not a token that this server signed."""


@functools.cache
def _fresh_key() -> str:
    """Make one key per process: generating is slow and its secrecy protects nothing here."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@functools.lru_cache(maxsize=8)
def _load(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("The signing key in the state is not an RSA key.")
    return key


def private_key(state: IdentityState) -> rsa.RSAPrivateKey:
    """The sandbox's own key, made at first use and kept with its state."""
    if not state.signing_key:
        state.signing_key = _fresh_key()
    return _load(state.signing_key)


def key_id(state: IdentityState) -> str:
    numbers = private_key(state).public_key().public_numbers()
    return hashlib.sha256(str(numbers.n).encode()).hexdigest()[:40].upper()


def jwks(state: IdentityState) -> dict[str, Any]:
    numbers = private_key(state).public_key().public_numbers()
    key = {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": key_id(state),
        "n": encode(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")),
        "e": encode(numbers.e.to_bytes(3, "big")),
    }
    return {"keys": [key]}


def sign(state: IdentityState, claims: Mapping[str, Any]) -> str:
    header = {"alg": "RS256", "kid": key_id(state), "typ": "JWT"}
    signed = f"{_segment(header)}.{_segment(claims)}"
    signature = private_key(state).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{encode(signature)}"


def verify(state: IdentityState, token: str) -> dict[str, Any]:
    """Return the claims of a token this server signed; expiry is the caller's business."""
    try:
        signed, _, signature = token.rpartition(".")
        private_key(state).public_key().verify(
            decode(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        claims = json.loads(decode(signed.partition(".")[2]))
    except (InvalidSignature, ValueError) as error:
        raise BadToken from error
    if not isinstance(claims, dict):
        raise BadToken
    return claims


def half_hash(token: str) -> str:
    """The ``at_hash`` of OpenID Connect: the left half of the access token's hash."""
    return encode(hashlib.sha256(token.encode()).digest()[:16])


def challenge_of(verifier: str) -> str:
    """The S256 challenge that belongs to a PKCE verifier."""
    return encode(hashlib.sha256(verifier.encode()).digest())


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _segment(value: Mapping[str, Any]) -> str:
    return encode(json.dumps(value, separators=(",", ":")).encode())

"""Sealing at rest: AES-256-GCM under a key that is in the settings and never in the database.

No Django here: the gateway opens the keys of devices itself.
"""

import hashlib
import hmac
import os
from typing import Final

from shangyou.codecs import openssl

_FORM: Final = b"\x01"
_LABEL: Final = b"shangyou sealing 1"
_NONCE_BYTES, _NAME_BYTES = 12, 4


class WrongKeyError(ValueError):
    """Sealed under another key than the one in the settings."""


class Sealer:
    """Seals and opens; what a secret is about (`device 7`) is bound to it, so rows cannot be exchanged."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("sealing needs a secret")
        self._key = hmac.digest(secret.encode(), _LABEL, "sha256")
        self._name = hashlib.sha256(self._key).digest()[:_NAME_BYTES]

    def seal(self, plain: bytes, about: str) -> bytes:
        """Seal a secret."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + self._name + nonce + openssl.seal(self._key, nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """Open a sealed secret; WrongKeyError under another key, NotAuthenticError where it was changed or exchanged."""
        head = len(_FORM) + _NAME_BYTES
        if not sealed.startswith(_FORM):
            raise openssl.NotAuthenticError("not a sealed secret")
        if sealed[len(_FORM) : head] != self._name:
            raise WrongKeyError("sealed under another key than the one in the settings")
        nonce, rest = sealed[head : head + _NONCE_BYTES], sealed[head + _NONCE_BYTES :]
        if len(nonce) != _NONCE_BYTES:
            raise openssl.NotAuthenticError("the sealed secret is too short")
        return openssl.unseal(self._key, nonce, rest, about.encode())


def about_device(device: int) -> str:
    """Say whose key it is: the row's number, for an MN may be corrected."""
    return f"device {device}"


def about_camera(camera: int) -> str:
    """Say whose log-in it is."""
    return f"camera {camera}"

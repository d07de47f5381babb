"""Two ciphers of the system's OpenSSL 3: SM4-ECB for devices, AES-256-GCM for what is sealed.

Python's own `ssl` stands on the same library and offers no ciphers. When a binding such as `cryptography` joins the
lock file, this file alone changes. Keys are bytes in and are kept nowhere here.
"""

import ctypes
import ctypes.util
import functools
from typing import Any, Final, Self

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_GET_TAG, _SET_TAG = 0x10, 0x11  # EVP_CTRL_AEAD_GET_TAG, EVP_CTRL_AEAD_SET_TAG


class CipherUnavailableError(RuntimeError):
    """The machine's OpenSSL is missing or was built without the cipher."""


class NotAuthenticError(ValueError):
    """The text was changed, or sealed under another key."""


@functools.cache
def _library() -> Any:
    pointer, number, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
    for name in ("libcrypto.so.3", ctypes.util.find_library("crypto")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None and hasattr(library, "EVP_CIPHER_fetch"):
            break
    else:
        raise CipherUnavailableError("OpenSSL 3 (libcrypto.so.3) is not installed")
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "EVP_CIPHER_fetch": (pointer, [pointer, text, text]),
        "EVP_CIPHER_CTX_new": (pointer, []),
        "EVP_CIPHER_CTX_free": (None, [pointer]),
        "EVP_CIPHER_CTX_set_padding": (number, [pointer, number]),
        "EVP_CIPHER_CTX_ctrl": (number, [pointer, number, number, pointer]),
        "EVP_CipherInit_ex": (number, [pointer, pointer, pointer, text, text, number]),
        "EVP_CipherUpdate": (number, [pointer, pointer, ctypes.POINTER(number), text, number]),
        "EVP_CipherFinal_ex": (number, [pointer, pointer, ctypes.POINTER(number)]),
    }
    for function, (answer, arguments) in signatures.items():
        found = getattr(library, function)
        found.restype, found.argtypes = answer, arguments
    return library


@functools.cache
def _cipher(name: bytes) -> int:
    cipher = _library().EVP_CIPHER_fetch(None, name, None)
    if not cipher:
        raise CipherUnavailableError(f"this OpenSSL was built without {name.decode()}")
    return int(cipher)


class _Context:
    """One use of a cipher; its memory is wiped and freed at the end."""

    def __init__(self, name: bytes, key: bytes, nonce: bytes | None, *, encrypt: bool) -> None:
        self._library, cipher = _library(), _cipher(name)
        self.context = self._library.EVP_CIPHER_CTX_new()
        self._check(
            self._library.EVP_CipherInit_ex(self.context, cipher, None, key, nonce, int(encrypt))
        )
        self._library.EVP_CIPHER_CTX_set_padding(self.context, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.EVP_CIPHER_CTX_free(self.context)

    @staticmethod
    def _check(answer: int) -> None:
        if answer != 1:
            raise NotAuthenticError("OpenSSL refused the operation")

    def update(self, data: bytes, *, secret: bool = True) -> bytes:
        """Pass data through; what is not secret is authenticated alone."""
        length = ctypes.c_int(0)
        out = ctypes.create_string_buffer(len(data) + 32) if secret else None
        self._check(
            self._library.EVP_CipherUpdate(self.context, out, ctypes.byref(length), data, len(data))
        )
        return out.raw[: length.value] if out is not None else b""

    def finish(self) -> None:
        """End; of a sealed text this is where a change shows."""
        out, length = ctypes.create_string_buffer(32), ctypes.c_int(0)
        self._check(self._library.EVP_CipherFinal_ex(self.context, out, ctypes.byref(length)))

    def tag(self) -> bytes:
        """Give the tag after finishing."""
        out = ctypes.create_string_buffer(_TAG_BYTES)
        self._check(self._library.EVP_CIPHER_CTX_ctrl(self.context, _GET_TAG, _TAG_BYTES, out))
        return out.raw

    def expect(self, tag: bytes) -> None:
        """Set the tag that the text must have."""
        given = ctypes.create_string_buffer(tag, _TAG_BYTES)
        self._check(self._library.EVP_CIPHER_CTX_ctrl(self.context, _SET_TAG, _TAG_BYTES, given))


def sm4_ecb(key: bytes, blocks: bytes, *, encrypt: bool) -> bytes:
    """Run SM4 (GB/T 32907-2016) in ECB mode, without padding, over whole blocks of 16 bytes."""
    if len(key) != 16 or len(blocks) % 16:
        raise ValueError("SM4 takes a key of 16 bytes and whole blocks of 16 bytes")
    with _Context(b"SM4-ECB", key, None, encrypt=encrypt) as context:
        return context.update(blocks)


def seal(key: bytes, nonce: bytes, plain: bytes, about: bytes) -> bytes:
    """Encrypt by AES-256-GCM (NIST SP 800-38D); `about` is authenticated with it. Tag first."""
    _lengths(key, nonce)
    with _Context(b"AES-256-GCM", key, nonce, encrypt=True) as context:
        context.update(about, secret=False)
        hidden = context.update(plain)
        context.finish()
        return context.tag() + hidden


def unseal(key: bytes, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
    """Decrypt what `seal` gave; NotAuthenticError where key, nonce, text or `about` differ."""
    _lengths(key, nonce)
    if len(sealed) < _TAG_BYTES:
        raise NotAuthenticError("the sealed text is too short")
    with _Context(b"AES-256-GCM", key, nonce, encrypt=False) as context:
        context.update(about, secret=False)
        plain = context.update(sealed[_TAG_BYTES:])
        context.expect(sealed[:_TAG_BYTES])
        context.finish()
        return plain


def _lengths(key: bytes, nonce: bytes) -> None:
    if len(key) != 32 or len(nonce) != _NONCE_BYTES:
        raise ValueError("AES-256-GCM takes a key of 32 bytes and a nonce of 12")

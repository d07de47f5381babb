"""SM4 with a device's key, as the decoder and the encoder ask for it."""

from dataclasses import dataclass, field

from shangyou.codecs.openssl import sm4_ecb


@dataclass(frozen=True, slots=True)
class Sm4:
    """A `Cipher`: SM4-ECB over whole blocks. The key is in no representation."""

    key: bytes = field(repr=False)

    def encrypt(self, blocks: bytes) -> bytes:
        """Encrypt whole blocks of 16 bytes."""
        return sm4_ecb(self.key, blocks, encrypt=True)

    def decrypt(self, blocks: bytes) -> bytes:
        """Decrypt whole blocks of 16 bytes."""
        return sm4_ecb(self.key, blocks, encrypt=False)

"""What is personal is kept sealed: AES-256-GCM under a key per case, wrapped by one key in a file of its own.

A sealed thing is 12 random bytes of nonce, then the ciphertext with its tag. The place where it stands (case, number,
which part) is authenticated with it, so that it opens nowhere else.
"""

import hmac
import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import Broken, WrongKey

_NONCE = 12
_KEY = 32


class CaseKey:
    """Seals and opens what belongs to one case."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, place: str, content: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """Raises Broken where the bytes were changed or stood at another place when they were sealed."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError, TypeError):
            raise Broken(f"What is sealed at {place} does not open: it was changed, or belongs elsewhere") from None


@dataclass(frozen=True, slots=True)
class Vault:
    """Holds the key-encryption key. `key_id` tells which one it is without telling the key."""

    key_id: str
    _wrapping: CaseKey = field(repr=False)
    _digesting: bytes = field(repr=False)
    _finding: bytes = field(repr=False)

    def new_key(self, case_id: str) -> tuple[CaseKey, bytes]:
        """A new key for a case, and the same wrapped, to be kept."""
        key = AESGCM.generate_key(256)
        return CaseKey(key), self._wrapping.seal(f"{case_id}:key", key)

    def digest(self, content: bytes) -> str:
        """HMAC-SHA-256 (hex): tells whether two contents are equal, and without the key file nothing of either."""
        return hmac.digest(self._digesting, content, "sha256").hex()

    def sought(self, programme: str, word: str) -> bytes:
        """What stands for a word in the index of a programme's cases: eight bytes of HMAC-SHA-256."""
        return hmac.digest(self._finding, f"{programme}\0{word}".encode(), "sha256")[:8]

    def unwrap(self, case_id: str, key_id: str, wrapped: bytes) -> CaseKey:
        """Raises WrongKey where it was wrapped by another key, Broken where it was changed."""
        if key_id != self.key_id:
            raise WrongKey(f"The key of case {case_id} was wrapped by another key file; bring that one back")
        return CaseKey(self._wrapping.open(f"{case_id}:key", wrapped))


def key_file(home: Path) -> Path:
    return home / "keys" / "kek"


def open_vault(home: Path, known: str | None) -> Vault:
    """The vault of this home. `known` is the id of the key that the database was sealed with, None for a new one.

    A new database gets a new key file (mode 0600) unless there is one. Raises WrongKey where the file is missing,
    cannot be read, or is not the one expected.
    """
    path = key_file(home)
    if known is None and not path.exists():
        _make(path)
    vault = _vault(_read(path))
    if known not in (None, vault.key_id):
        raise WrongKey(f"The key file {path} is not the one this database was sealed with; bring that one back")
    return vault


def _vault(key: bytes) -> Vault:
    digesting = hmac.digest(key, b"caseway digests", "sha256")
    finding = hmac.digest(key, b"caseway search", "sha256")
    return Vault(sha256(b"caseway key " + key).hexdigest()[:16], CaseKey(key), digesting, finding)


def _make(path: Path) -> None:
    """Written under another name, made durable, then linked: never half there, and the first of two makers wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"kek.{os.urandom(8).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(os.urandom(_KEY).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    draft.unlink()
    _make_durable(path.parent)


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except OSError as error:
        raise WrongKey(f"The key file {path} cannot be read ({error.strerror}); bring back its backup") from None
    except ValueError:
        key = b""
    if len(key) != _KEY:
        raise WrongKey(f"The key file {path} holds no key; bring back its backup")
    return key

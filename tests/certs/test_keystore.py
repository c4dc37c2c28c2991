"""One suite for every key store, and what files add: modes, owners, passphrases, crashes."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from certs import keystore
from certs.errors import KeyExposedError, KeyLockedError, KeyMissingError, KeyStoreError
from certs.keys import new_key, public_line
from certs.keystore import FileKeyStore, KeyStore, MemoryKeyStore

PASSPHRASE = bytes(range(32))
CERTIFICATE = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

MAKERS: dict[str, Callable[[Path], KeyStore]] = {
    "memory": lambda _: MemoryKeyStore(),
    "files": lambda path: FileKeyStore(path, None),
    "sealed files": lambda path: FileKeyStore(path, PASSPHRASE),
}


@pytest.fixture(params=list(MAKERS.values()), ids=list(MAKERS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> KeyStore:
    """Each kind of store in turn, empty."""
    maker: Callable[[Path], KeyStore] = request.param
    return maker(tmp_path / "keys")


# --- every store ----------------------------------------------------------------------------------------------


def test_a_key_comes_back(store: KeyStore) -> None:
    """The same Ed25519 key comes back, in the form that its readers read."""
    key = new_key()
    store.store("some-key_1", key)
    assert public_line(store.load("some-key_1")) == public_line(key)


def test_a_key_of_the_console_comes_back(store: KeyStore) -> None:
    """The same ECDSA key comes back, byte for byte."""
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    store.store("console", key)
    assert store.load("console") == key


def test_a_certificate_comes_back_unchanged(store: KeyStore) -> None:
    """What is not a private key is kept byte for byte."""
    store.store("certificate", CERTIFICATE)
    assert store.load("certificate") == CERTIFICATE


def test_the_last_one_stored_counts(store: KeyStore) -> None:
    """Storing again replaces, and leaves other names alone."""
    first, second = new_key(), new_key()
    store.store("a", first)
    store.store("b", first)
    store.store("a", second)
    assert public_line(store.load("a")) == public_line(second)
    assert public_line(store.load("b")) == public_line(first)


def test_a_missing_key_is_said_by_name(store: KeyStore) -> None:
    """An unknown name raises KeyMissingError naming it, also before anything was stored."""
    with pytest.raises(KeyMissingError, match="authority-user") as caught:
        store.load("authority-user")
    assert caught.value.name == "authority-user"


@pytest.mark.parametrize("name", ["", ".", "..", "../up", "a/b", "A", "a.b", "a\0b", "関所", "a" * 65, "a\n"])
def test_a_name_cannot_lead_elsewhere(store: KeyStore, name: str) -> None:
    """Names that could be read as paths, or that file systems fold, are refused both ways."""
    with pytest.raises(KeyStoreError):
        store.load(name)
    with pytest.raises(KeyStoreError):
        store.store(name, CERTIFICATE)


def test_what_is_too_large_is_no_key(store: KeyStore) -> None:
    """Data beyond the bound is refused and not kept."""
    with pytest.raises(KeyStoreError):
        store.store("large", b"x" * (keystore.MAX_BYTES + 1))
    with pytest.raises(KeyMissingError):
        store.load("large")


def test_printing_a_store_shows_no_key(store: KeyStore) -> None:
    """Neither keys nor the passphrase appear in a repr."""
    store.store("a", new_key())
    assert "PRIVATE" not in repr(store)
    assert repr(PASSPHRASE) not in repr(store)


# --- files ----------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> tuple[FileKeyStore, Path]:
    """A store with one key, and that key's file."""
    files = FileKeyStore(tmp_path / "keys", None)
    files.store("a", new_key())
    return files, tmp_path / "keys" / "a.pem"


def test_files_are_their_owners_alone(kept: tuple[FileKeyStore, Path]) -> None:
    """Whatever the umask, the file is 0600 and a directory made for it 0700."""
    files, path = kept
    before = os.umask(0)
    try:
        files.store("a", new_key())
        FileKeyStore(path.parent / "deeper", None).store("b", new_key())
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((path.parent / "deeper").stat().st_mode) == 0o700
    assert stat.S_IMODE((path.parent / "deeper" / "b.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o601, 0o610, 0o644, 0o666, 0o777])
def test_a_file_open_to_others_is_refused(kept: tuple[FileKeyStore, Path], mode: int) -> None:
    """One bit for group or other is enough, and the sentence says what to do."""
    files, path = kept
    path.chmod(mode)
    with pytest.raises(KeyExposedError, match=f"mode {mode:04o}.*mode 0600"):
        files.load("a")


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_open_to_its_owner_is_read(kept: tuple[FileKeyStore, Path], mode: int) -> None:
    """0600 and the stricter 0400 are both fine."""
    files, path = kept
    path.chmod(mode)
    assert files.load("a").startswith(b"-----BEGIN")


def test_a_file_of_another_account_is_refused(kept: tuple[FileKeyStore, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody else put there is refused although its mode is right."""
    files, path = kept
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(KeyExposedError, match="another account"):
        files.load("a")


def test_a_file_reached_by_a_link_is_judged_itself(kept: tuple[FileKeyStore, Path]) -> None:
    """A link does not hide the mode of the file that it leads to."""
    files, path = kept
    path.chmod(0o644)
    (path.parent / "b.pem").symlink_to(path)
    with pytest.raises(KeyExposedError):
        files.load("b")


def test_a_directory_is_no_key(tmp_path: Path) -> None:
    """Something that is not a file ends in a KeyStoreError with a sentence."""
    (tmp_path / "a.pem").mkdir(mode=0o700)
    with pytest.raises(KeyStoreError, match=r"cannot be read|not a regular file"):
        FileKeyStore(tmp_path, None).load("a")


def test_a_pipe_does_not_hold_us_up(tmp_path: Path) -> None:
    """A named pipe in a key's place is refused at once instead of being waited for."""
    if sys.platform != "win32":  # for the type checker: there, pipes have no place in directories
        os.mkfifo(tmp_path / "a.pem", 0o600)
    with pytest.raises(KeyExposedError, match="not a regular file"):
        FileKeyStore(tmp_path, None).load("a")


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A directory that cannot be made raises KeyStoreError with the reason."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KeyStoreError, match="cannot be written"):
        FileKeyStore(tmp_path / "file" / "keys", None).store("a", new_key())


def test_a_failed_write_leaves_the_old_key(kept: tuple[FileKeyStore, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails in the middle, the old key is still there whole, and no piece of the new one."""
    files, path = kept
    before = files.load("a")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KeyStoreError, match="No space left on device"):
        files.store("a", new_key())
    assert files.load("a") == before
    assert [entry.name for entry in path.parent.iterdir()] == ["a.pem"]


# --- passphrase -----------------------------------------------------------------------------------------------


def test_a_sealed_key_is_not_on_the_disk(tmp_path: Path) -> None:
    """With a passphrase the file holds an encrypted PKCS #8 key, which the passphrase alone opens."""
    key = new_key()
    FileKeyStore(tmp_path, PASSPHRASE).store("a", key)
    data = (tmp_path / "a.pem").read_bytes()
    assert data.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    public = load_pem_private_key(data, PASSPHRASE).public_key()
    assert public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() == public_line(key)


@pytest.mark.parametrize("passphrase", [b"wrong", PASSPHRASE[:-1], PASSPHRASE + b"x"])
def test_a_wrong_passphrase_is_refused(tmp_path: Path, passphrase: bytes) -> None:
    """Another passphrase raises KeyLockedError, which names the key and tells neither passphrase."""
    FileKeyStore(tmp_path, PASSPHRASE).store("a", new_key())
    with pytest.raises(KeyLockedError, match=r"key a .*passphrase is wrong") as caught:
        FileKeyStore(tmp_path, passphrase).load("a")
    assert repr(passphrase) not in str(caught.value)


def test_a_damaged_sealed_key_is_refused(tmp_path: Path) -> None:
    """A damaged file is an error of ours, not a key."""
    files = FileKeyStore(tmp_path, PASSPHRASE)
    files.store("a", new_key())
    path = tmp_path / "a.pem"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(KeyLockedError):
        files.load("a")


@pytest.mark.parametrize("form", [PrivateFormat.OpenSSH, PrivateFormat.PKCS8])
def test_an_open_key_in_a_sealed_store_is_refused(tmp_path: Path, form: PrivateFormat) -> None:
    """A key that should have been encrypted and is not was put there by somebody else, or by mistake."""
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, form, NoEncryption())
    FileKeyStore(tmp_path, None).store("a", key)
    with pytest.raises(KeyLockedError, match="not encrypted"):
        FileKeyStore(tmp_path, PASSPHRASE).load("a")


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    """An empty passphrase (an empty key file) is not silently no passphrase."""
    with pytest.raises(KeyStoreError, match="empty"):
        FileKeyStore(tmp_path, b"")


def test_only_our_kinds_of_key_are_sealed(tmp_path: Path) -> None:
    """An RSA key, and a thing that only calls itself a key, are refused before anything is written."""
    files = FileKeyStore(tmp_path, PASSPHRASE)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(KeyLockedError):
        files.store("a", other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(KeyLockedError):
        files.store("a", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    assert not list(tmp_path.iterdir())

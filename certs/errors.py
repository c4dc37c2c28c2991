"""What can go wrong with keys and certificates.

CertError
├── KeyFormatError          a key is not a plain OpenSSH Ed25519 key
├── KeyStoreError           the place where keys are kept cannot be used
│   ├── KeyMissingError     there is no such key
│   ├── KeyExposedError     another account owns the file or may read it
│   └── KeyLockedError      the passphrase is wrong, missing, or set for a file that is not encrypted
├── AuthorityExistsError    creating it again would orphan every certificate it has signed
├── IssueError              the authority will not sign this request
└── VerificationError       a certificate fails a numbered step of `certs.verify`

The text of each is one sentence for a person. None of them carries a private key or a passphrase.
"""


class CertError(Exception):
    """The root of every error raised by this package."""


class KeyFormatError(CertError):
    """The text is not one OpenSSH Ed25519 key."""

    def __init__(self, what: str = "The key") -> None:
        super().__init__(f"{what} is not an OpenSSH Ed25519 key; no other kind of key is accepted.")


class KeyStoreError(CertError):
    """The key store cannot be read or written."""


class KeyMissingError(KeyStoreError):
    """There is no key of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no key named {name} here.")
        self.name = name


class KeyExposedError(KeyStoreError):
    """The file of a private key belongs to, or may be read by, somebody else."""

    def __init__(self, path: str, fault: str) -> None:
        super().__init__(f"The key file {path} is refused: {fault}; make it yours alone (mode 0600).")


class KeyLockedError(KeyStoreError):
    """The key and the passphrase do not fit each other."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"The key {name} cannot be opened: {fault}.")


class AuthorityExistsError(CertError):
    """There is an authority here already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is an authority here already (key {name}); a new one would orphan all its certificates."
        )


class IssueError(CertError):
    """The authority refuses to sign; the text says which rule."""


class VerificationError(CertError):
    """A certificate is not accepted. `step` is the number of the step that failed, as listed in `certs.verify`."""

    def __init__(self, step: int, sentence: str) -> None:
        super().__init__(sentence)
        self.step = step

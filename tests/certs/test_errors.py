"""Every error has one sentence, and none tells a secret."""

import pytest

from certs import errors
from certs.errors import CertError

EXAMPLES = [
    errors.KeyFormatError(),
    errors.KeyStoreError("The key store is elsewhere."),
    errors.KeyMissingError("authority-user"),
    errors.KeyExposedError("/var/lib/sekisho/x.pem", "others may read it"),
    errors.KeyLockedError("authority-user", "the passphrase is wrong"),
    errors.AuthorityExistsError("user"),
    errors.IssueError("The clock is not set."),
    errors.VerificationError(7, "The certificate has expired."),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_its_text_is_one_sentence(error: CertError) -> None:
    """It begins with a capital, ends with a full stop, and is a single line."""
    text = str(error)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "\n" not in text


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    """Each class of the module is drawn in its docstring, and has an example here."""
    classes = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, CertError)}
    drawn = {word for word in (errors.__doc__ or "").split() if word.endswith("Error")}
    assert drawn == classes
    assert {type(error).__name__ for error in EXAMPLES} == classes - {"CertError"}

"""Random words that stand for somebody."""

from gateway.secret import Secret
from gateway.signin import secrets


def test_a_token_is_recognised_and_its_digest_says_nothing() -> None:
    """A token has a prefix to be found by, and only its own form is looked up."""
    token = secrets.new_token()
    assert secrets.is_token(token.reveal())
    assert token.reveal().startswith("sekisho_")
    assert len(secrets.digest(token)) == 32
    for text in ("", "sekisho_", token.reveal() + "x", token.reveal()[8:], " " + token.reveal()):
        assert not secrets.is_token(text)


def test_each_browser_has_its_own_form_token() -> None:
    """A form of one browser's page is refused in another, and the token does not tell the secret."""
    one, other = secrets.new_browser(), secrets.new_browser()
    shown = secrets.form_token(one)
    assert secrets.check_form_token(one, shown)
    assert not secrets.check_form_token(other, shown)
    assert not secrets.check_form_token(one, "")
    assert one.reveal() not in shown
    assert secrets.form_token(Secret(one.reveal())) == shown

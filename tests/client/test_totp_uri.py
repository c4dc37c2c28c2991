"""The secret for typing by hand."""

from client.totp_uri import secret_of


def test_the_secret_is_grouped_for_typing() -> None:
    """Groups of four letters, in order."""
    uri = "otpauth://totp/Sekisho:131016-0001?secret=JBSWY3DPEHPK3PXP&issuer=Sekisho"
    assert secret_of(uri) == "JBSW Y3DP EHPK 3PXP"


def test_a_uri_without_a_secret_shows_none() -> None:
    """Nothing is made up."""
    assert secret_of("otpauth://totp/Sekisho") == ""

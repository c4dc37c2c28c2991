"""What the PowerShell script prints, recorded and damaged."""

import pytest

from client.posture.windows import Product, parse, product_of

NOW = 1_790_000_000.0
DEFENDER = (
    b'{"caption":"Microsoft Windows 11 Pro 10.0.26100","product_type":1,"chassis":[10],"products":[{"state":397568,'
    b'"name":"Windows Defender"}],"defender_signatures":1789950000,"firewall":[true,true,true],"updated":1789000000}'
)
TWO_PRODUCTS = (
    b'\xef\xbb\xbf{"caption":"Microsoft Windows 10 Pro 10.0.19045","product_type":1,"chassis":[3],"products":['
    b'{"state":393472,"name":"Windows Defender"},{"state":266240,"name":"ESET Security"}],'
    b'"defender_signatures":null,"firewall":[true,false,true],"updated":null}\r\n'
)


def test_defender_is_read_with_its_own_date() -> None:
    """Defender running, its signatures dated by itself, firewall on, updates dated."""
    posture = parse(DEFENDER, NOW)
    assert posture.os_family == "windows"
    assert posture.os_version == "Microsoft Windows 11 Pro 10.0.26100"
    assert posture.form == "pc"
    (defender,) = posture.antivirus
    assert (defender.running, defender.signatures_at) == (True, 1_789_950_000)
    assert (posture.firewall, posture.os_updated_at) == (True, 1_789_000_000)


def test_a_second_product_switches_defender_off() -> None:
    """The usual picture with another product: Defender stopped, the other running and current, on Windows' word."""
    posture = parse(TWO_PRODUCTS, NOW)
    defender, other = posture.antivirus
    assert not defender.running
    assert (other.name, other.running, other.signatures_at) == ("ESET Security", True, int(NOW))
    assert posture.firewall is False
    assert posture.os_updated_at is None


@pytest.mark.parametrize(
    ("state", "running", "current"),
    [
        (397568, True, True),  # 0x061100 Defender, on, up to date
        (397584, True, False),  # 0x061110 Defender, on, out of date
        (393472, False, True),  # 0x060100 Defender, off
        (266240, True, True),  # 0x041000 another product, on, up to date
        (266256, True, False),  # 0x041010 another product, on, out of date
        (262144, False, True),  # 0x040000 another product, off
    ],
)
def test_recorded_states(state: int, running: bool, current: bool) -> None:  # noqa: FBT001 - columns
    """States as SecurityCenter2 reports them for products on and off, current and not."""
    product = product_of(Product("Example", state), None, NOW)
    assert product.running is running
    assert product.signatures_at == (int(NOW) if current else None)


@pytest.mark.parametrize(
    "output", [b"", b"not json", b"[]", b'{"products": 5}', b"powershell : The term is not recognized"]
)
def test_an_unreadable_output_counts_as_unsafe(output: bytes) -> None:
    """The rival let a PC pass when its script could not run; here nothing is left that could pass."""
    posture = parse(output, NOW)
    assert posture.antivirus == ()
    assert posture.firewall is None
    assert posture.os_updated_at is None


def test_a_tablet_is_a_tablet() -> None:
    """The chassis type decides; a null from PowerShell is no tablet."""
    assert parse(b'{"chassis":[30]}', NOW).form == "tablet"
    assert parse(b'{"chassis":[null]}', NOW).form == "pc"

"""Products recognised by their processes."""

import os
from pathlib import Path

import pytest

from client.posture import products
from client.posture.products import Product, process_names, recognise

TABLE = (Product("Example", frozenset({"exampled"}), ("/opt/example",), ("/var/opt/example/signatures",)),)


def test_a_running_product_is_running(tmp_path: Path) -> None:
    """Its process shows it running; without a database its signatures have no date."""
    (found,) = recognise(TABLE, frozenset({"exampled", "bash"}), root=tmp_path)
    assert (found.name, found.running, found.signatures_at) == ("Example", True, None)


def test_an_installed_product_that_does_not_run_is_stopped(tmp_path: Path) -> None:
    """It is named, so that the person knows what to start; its newest signature file dates it."""
    (tmp_path / "opt/example").mkdir(parents=True)
    database = tmp_path / "var/opt/example/signatures"
    database.mkdir(parents=True)
    for name, at in (("old", 1_000_000_000), ("new", 1_700_000_000)):
        (database / name).touch()
        os.utime(database / name, (at, at))
    (found,) = recognise(TABLE, frozenset(), root=tmp_path)
    assert (found.running, found.signatures_at) == (False, 1_700_000_000)


def test_what_is_not_there_is_not_named(tmp_path: Path) -> None:
    """No product without a trace of it."""
    assert recognise(TABLE, frozenset({"bash"}), root=tmp_path) == ()


@pytest.mark.parametrize("table", [products.LINUX, products.MACOS])
def test_the_tables_can_recognise_each_of_their_rows(table: tuple[Product, ...], tmp_path: Path) -> None:
    """Each product has a process to know it by, and no two share a name."""
    for product in table:
        found = recognise(table, product.processes, root=tmp_path)
        assert product.name in [f.name for f in found if f.running]
    assert len({product.name for product in table}) == len(table)


def test_the_processes_of_this_machine_can_be_listed() -> None:
    """At least this test's own process has a name."""
    assert process_names()

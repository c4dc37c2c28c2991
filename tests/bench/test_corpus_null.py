"""The fitted tail of wrong keys' scores."""

import numpy as np
import pytest

from bench.corpus.null import bound, fit


def test_an_exponential_tail_is_found() -> None:
    """Of 50,000 values with an exponential tail the chance far out is found to a factor of three."""
    values = np.random.default_rng(1).exponential(0.3, 50_000) + 11
    far = np.array([14.0])
    assert fit(values).above(far)[0] == pytest.approx(np.exp(-3.0 / 0.3), rel=2.0)
    assert fit(values).above(far)[0] > np.exp(-3.0 / 0.3) / 3


def test_a_bounded_tail_is_not_believed() -> None:
    """Values that end somewhere still get a chance beyond their end: the fit errs to the safe side."""
    values = np.random.default_rng(1).uniform(10, 12, 20_000)
    assert fit(values).above(np.array([12.5]))[0] > 0


def test_a_heavy_tail_stays_heavy() -> None:
    """Of a law whose tail falls like the fourth power, the fit says more than an exponential would."""
    values = np.random.default_rng(1).pareto(4, 50_000) + 10
    tail = fit(values)
    assert tail.shape > 0.1
    assert tail.above(np.array([20.0]))[0] == pytest.approx(11.0**-4, rel=1.0)


def test_the_analytic_bound_is_a_chance() -> None:
    """One at small scores, and 1e-9 at the threshold of one decoding."""
    assert bound(np.array([5.0]))[0] == 1
    assert bound(np.array([14.02]))[0] == pytest.approx(1e-9, rel=0.3)

"""The same part of a photo looked at in several ways, one after the other. Knows cells; no keys, no bits.

plain     everything counts by how even its surround is: best where many tiles are in view, and on photographs
between   what looks like a stroke of the visible warning is left out: best from near by, on even ground
both      the sum of the two, each as strong as the other: best for text from near by
"""

from collections.abc import Iterator

import numpy as np

from watermark.decode import Cells, whiten
from watermark.geometry import Geometry
from watermark.residue import Plane, residue_between
from watermark.sample import Rectified, soft_cells


def looks(luminance: Plane, geometry: Geometry, *, even: bool = True) -> Iterator[Cells]:
    """Soft cells, whitened, of one look after the other; each is worked out only when it is asked for.

    *luminance* and *geometry* are as `watermark.sample.Rectified` takes them, *even* as `soft_cells` does.
    """
    seen = Rectified.of(luminance, geometry)
    plain = whiten(soft_cells(seen, even=even))
    yield plain
    between = whiten(soft_cells(seen, residue_between, even=even))
    yield between
    yield _level(plain) + _level(between)


def _level(cells: Cells) -> Cells:
    """*cells* with a root mean square of 1, or 0 where nothing was seen."""
    return np.asarray(cells / max(float(np.sqrt(np.mean(np.square(cells)))), 1e-12), np.float32)

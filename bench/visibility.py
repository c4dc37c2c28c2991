"""How visible the hidden pattern is on flat grey: its contrast, band by band, beside the eye's threshold.

Run with `make visibility`: prints the table and draws docs/visibility.svg.

The eye: the contrast sensitivity formula of P. G. J. Barten, "Formula for the contrast sensitivity of the human eye",
Proc. SPIE 5294 (2004), for the median observer, both eyes, at the grey's own luminance and over the whole screen. The
viewer: 60 cm before a 24-inch screen of 1920 x 1080 (0.277 mm a pixel) that follows sRGB and has 250 cd/m2 at white.

The room: a dark one, and the dim one that sRGB is defined for, whose light the screen throws back as a hundredth of
white (its encoding viewing flare, at 64 lx; a typical office has five hundredths: M. Stokes et al., "A Standard Default
Color Space for the Internet - sRGB", 1996). That is little beside mid-grey, and more than all that nearly black gives.

The data are noise, not gratings. The eye sees noise through channels about an octave wide (C. Blakemore and
F. W. Campbell, J. Physiol. 203, 1969) and some 45 degrees of orientation (G. C. Phillips and H. R. Wilson, J. Opt. Soc.
Am. A 1, 1984). So the noise in one such channel is held against the grating of the same root mean square: a grating at
threshold m has m / sqrt(2). Each pilot is a grating, and is held against the threshold as it is.

Where a picture's own grain hides the mark (`watermark.ground`), the stronger pattern is held against the threshold as
the faintest such grain raises it: by the 0.62nd power of its contrast in the same channel, in times the threshold
(G. E. Legge and J. M. Foley, J. Opt. Soc. Am. 70, 1980).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from watermark import Mark, MarkKey, Pattern, ground, pattern_for
from watermark.pattern import DARK_PILOT, PILOT, Tile
from watermark.pilots import CELL, STEP, TILE, WAVES
from watermark.spread import CELLS

DISTANCE: Final = 600.0  # millimetres
PITCH: Final = 0.277  # millimetres a pixel
WHITE: Final = 250.0  # cd/m2
WHITE_SHOWN: Final = 254  # grey level that white, which gives way by one, is shown as
FLARE: Final = 0.01  # of white: what the screen throws back of the light in the room that sRGB is defined for
GREYS: Final = (0, 1, 4, 8, ground.BLACK - 1, ground.BLACK, 24, 64, 96, 128, 192, 230, WHITE_SHOWN)
DRAWN: Final = 128
DRAWING: Final = Path("docs/visibility.svg")
_ORIENTATIONS: Final = 4  # channels to half a turn
_CENTRES: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)  # cycles a degree
_MARKS: Final = 16
_MASKING: Final = 0.62

Values = npt.NDArray[np.float64]


def pixels_a_degree() -> float:
    """Screen pixels that the eye sees under one degree."""
    return float(DISTANCE * np.tan(np.deg2rad(1.0)) / PITCH)


def luminance(level: Values | float, flare: float = 0.0) -> Values:
    """cd/m2 of a grey level, by sRGB, and of the light that the screen throws back, *flare* of white."""
    share = np.asarray(level, np.float64) / 255
    curve = ((np.maximum(share, 0) + 0.055) / 1.055) ** 2.4
    return np.asarray(WHITE * (np.where(share <= 0.04045, share / 12.92, curve) + flare))


def threshold(frequency: Values, light: float) -> Values:
    """The contrast of a grating that is just seen; *frequency* in cycles a degree, *light* in cd/m2."""
    side = 1920 * 1080 / pixels_a_degree() ** 2  # square degrees
    optics = np.exp(-0.0016 * frequency**2 * (1 + 100 / light) ** 0.08)
    spread = 1 + 144 / side + 0.64 * frequency**2
    noise = 63 / light**0.83 + 1 / (1 - np.exp(-0.02 * frequency**2))
    return np.asarray(np.sqrt(spread * noise) / (5200 * optics))


def data_power(level: int) -> tuple[Values, Values]:
    """Mean power of what is not pilot in every frequency of the tile, in grey levels squared; and cycles a degree.

    Of the tile that *level* gets: there is another one for white, and for dark ground.
    """
    power = _power([_tile(pattern, level) for pattern in _patterns()])
    cycles = np.fft.fftfreq(TILE) * pixels_a_degree()
    return power, np.hypot(cycles[:, None], cycles[None, :])


def _patterns() -> list[Pattern]:
    key = MarkKey.from_bytes(bytes(range(32)))
    return [pattern_for(key, Mark(n, n)) for n in range(_MARKS)]


def _tile(pattern: Pattern, level: int) -> Tile:
    if level == WHITE_SHOWN:
        return pattern.white
    tile = pattern.dark if _dark(level) else pattern.tile
    return np.maximum(tile, np.int8(-min(level, 127)))  # nothing falls below black


def _dark(level: int) -> bool:
    return ground.BLACK <= level < ground.DARK


def _power(tiles: Sequence[npt.NDArray[np.generic]]) -> Values:
    """Mean power of *tiles* in every frequency, in grey levels squared, but for the pilots' and the mean's."""
    power = np.mean([np.abs(np.fft.fft2(tile) / TILE**2) ** 2 for tile in tiles], axis=0)
    power[0, 0] = 0
    for u, v in WAVES.astype(int):
        power[v % TILE, u % TILE] = power[-v % TILE, -u % TILE] = 0
    return np.asarray(power)


def channels(level: int, flare: float = 0.0) -> Values:
    """For each of the centres: the contrast of the grating that is as strong as the data in one channel there."""
    return _channels(*data_power(level), level, flare)


def _channels(power: Values, frequency: Values, level: int, flare: float = 0.0) -> Values:
    rms = [
        np.sqrt(power[(frequency >= centre / np.sqrt(2)) & (frequency < centre * np.sqrt(2))].sum() / _ORIENTATIONS)
        for centre in _CENTRES
    ]
    return np.asarray(np.sqrt(2) * np.array(rms) * slope(level, flare))


def slope(level: int, flare: float = 0.0) -> float:
    """Contrast that one grey level makes at *level*."""
    return float((luminance(level + 0.5) - luminance(level - 0.5)) / luminance(level, flare))


def pilots(level: int, flare: float = 0.0) -> tuple[Values, Values]:
    """Cycles a degree and contrast of each pilot, as the squares in which it is drawn blur it."""
    across = np.sinc(WAVES / TILE * STEP).prod(axis=1)
    levels = DARK_PILOT if _dark(level) else PILOT
    if level == 0:
        levels /= 2  # black only rises: half of a wave is half as strong at its own frequency
    return np.hypot(*WAVES.T) / TILE * pixels_a_degree(), levels * across * slope(level, flare)


def ratios(level: int, flare: float = 0.0) -> tuple[float, float]:
    """The most that the data and the most that a pilot exceed the threshold, in times, on grey *level*.

    Black without *flare* gives no light that anything could be held against: there the answer is infinite.
    """
    light = float(luminance(level, flare))
    if light == 0.0:
        return np.inf, np.inf
    frequency, contrast = pilots(level, flare)
    data = channels(level, flare) / threshold(np.array(_CENTRES), light)
    return float(data.max()), float((contrast / threshold(frequency, light)).max())


def hidden(level: int) -> float:
    """The most that the stronger pattern's data exceed the threshold, raised by the faintest grain that hides it."""
    _, frequency = data_power(level)
    rng = np.random.default_rng(1)
    cells = [rng.normal(0, ground.COARSE, (CELLS, CELLS)) for _ in range(_MARKS)]
    grains = [np.kron(each, np.ones((CELL, CELL))) + rng.normal(0, ground.FINE, (TILE, TILE)) for each in cells]
    data = _channels(_power([pattern.white for pattern in _patterns()]), frequency, level)
    alone = threshold(np.array(_CENTRES), float(luminance(level)))
    raised = alone * np.maximum(1, _channels(_power(grains), frequency, level) / alone) ** _MASKING
    return float((data / raised).max())


def draw(path: Path) -> None:
    """The drawing for the documentation."""
    mpl.rcParams["svg.hashsalt"] = "sekisho"
    figure, (bands, greys) = plt.subplots(1, 2, figsize=(11, 4.5))
    _draw_bands(bands)
    _draw_greys(greys)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _draw_bands(axes: Axes) -> None:
    light = float(luminance(DRAWN))
    axis = np.geomspace(0.4, 20, 200)
    for times, style in ((1, "-"), (3, "--")):
        label = "threshold (Barten 2004)" if times == 1 else "3 x threshold"
        axes.loglog(axis, times * threshold(axis, light) * 100, style, color="black", label=label)
    axes.loglog(_CENTRES, channels(DRAWN) * 100, "o-", color="tab:blue", label="data, one channel of the eye")
    frequency, contrast = pilots(DRAWN)
    axes.loglog(frequency, contrast * 100, "^", color="tab:red", label="each pilot")
    axes.set_xlabel("cycles a degree (60 cm, 0.277 mm a pixel)")
    axes.set_ylabel("contrast, %")
    axes.set_title(f"The hidden pattern on flat grey {DRAWN} ({light:.0f} cd/m²)")
    axes.grid(visible=True, which="both", alpha=0.25)
    axes.legend()


def _draw_greys(axes: Axes) -> None:
    levels = [*range(1, WHITE_SHOWN, 3), WHITE_SHOWN]
    for flare, label, style in ((0.0, "a dark room", "--"), (FLARE, "the room of sRGB (flare 1 %)", "-")):
        found = np.array([ratios(level, flare) for level in levels]).T
        for values, what, colour in zip(found, ("data", "a pilot"), ("tab:blue", "tab:red"), strict=True):
            axes.plot(levels, values, style, color=colour, label=f"{what}, {label}")
    axes.axhline(3, color="black", linewidth=0.8)
    axes.set_xlabel("grey level")
    axes.set_ylabel("times the threshold, at most")
    axes.set_ylim(0, 10)
    axes.set_title("The hidden pattern on every flat grey")
    axes.grid(visible=True, alpha=0.25)
    axes.legend()


def main() -> None:
    """Print and draw."""
    print("| grey level | cd/m² | data, dark room | a pilot, dark room | data | a pilot | data in a grain |")
    print("|---|---|---|---|---|---|---|")
    for level in GREYS:
        shown = [*ratios(level), *ratios(level, FLARE), hidden(level) if level else np.inf]
        print(f"| {level} | {float(luminance(level)):.1f} | {' | '.join(f'{value:.1f}' for value in shown)} |")
    draw(DRAWING)


if __name__ == "__main__":
    main()

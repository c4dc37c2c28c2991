"""The eighteen shots of the corpus: how people really take such pictures, from the desk to the chat group."""

from typing import Final

from tests.camera.delivery import Delivery
from tests.camera.isp import Taste
from tests.camera.night import Night
from tests.camera.phone import Shot
from tests.camera.pose import Pose
from tests.camera.room import Room
from tests.camera.sensor import Sensor
from tests.camera.shutter import Flicker

# A 4:3 photo shows w x 0.75 w screen pixels: of 1600 x 900, a quarter is w = 693, a tenth 438.
QUARTER: Final = 1600 / 693
TENTH: Final = 1600 / 438

SHOTS: Final[dict[str, Shot]] = {
    "straight": Shot(),
    "jpeg-60": Shot(delivery=Delivery(quality=60)),
    "yaw-20": Shot(Pose(share=0.82, yaw=20, pitch=-2, roll=1.2, aim=(0.53, 0.5))),
    "yaw-35-pitch-15": Shot(Pose(share=0.68, yaw=-35, pitch=15, roll=-2, aim=(0.44, 0.5))),
    "hand-roll": Shot(Pose(share=0.78, yaw=5, pitch=-6, roll=9)),
    "dim-noisy": Shot(room=Room(wall=0.03), sensor=Sensor(450, 3), taste=Taste(denoise=0.03, sharpen=0.5)),
    "half-width": Shot(Pose(share=0.5, yaw=4, pitch=-2, roll=-1.5, aim=(0.55, 0.6))),
    "third-width": Shot(Pose(share=1 / 3, yaw=-3, pitch=-4, roll=1.5, aim=(0.4, 0.65))),
    "quarter-of-screen": Shot(Pose(share=QUARTER, yaw=3, pitch=-3, roll=-1.5, aim=(0.42, 0.55))),
    "tenth-of-screen": Shot(Pose(share=TENTH, yaw=-2, pitch=3, roll=2, aim=(0.37, 0.44))),
    "messenger-1600-70": Shot(Pose(yaw=4, pitch=-3, roll=1), delivery=Delivery(longest=1600, again=70)),
    "messenger-1280-60": Shot(Pose(yaw=-4, pitch=-3, roll=-1), delivery=Delivery(longest=1280, again=60)),
    "banding-glare": Shot(Pose(yaw=6, pitch=-2), room=Room(glare=0.6), flicker=Flicker()),
    "upside-down": Shot(Pose(yaw=2, pitch=2, roll=-2), delivery=Delivery(turns=2)),
    "sideways": Shot(Pose(yaw=-3, pitch=-2, roll=2), delivery=Delivery(turns=1)),
    "defocus": Shot(defocus=4.0),  # a radius of 2
    "night": Shot(
        Pose(yaw=3, pitch=-3),
        Room(wall=0.02),
        sensor=Sensor(1500, 3),
        night=Night(),
        taste=Taste(sharpen=0.8, contrast=0.3, saturation=1.25),
    ),
    "night-heavy": Shot(
        Pose(yaw=-4, pitch=-3),
        Room(wall=0.01),
        sensor=Sensor(900, 3),
        night=Night(reach=9, compress=0.6, detail=1.3, chroma=6.0),
        taste=Taste(sharpen=1.2, contrast=0.4, saturation=1.4),
    ),
}

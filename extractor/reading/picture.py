"""Pictures as arrays: opened within limits, turned upright, and the rules that are drawn in them.

Needs the extra `ocr`, which brings Pillow, numpy and OpenCV. Pixels count from the upper left, points from the lower.
"""

import io
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extractor.errors import DamagedDocument, TooLarge
from extractor.reading.limits import Limits
from extractor.reading.ruling import Edge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

LONGEST_SIDE = 2400  # pixels: A4 at 200 dpi has 2339; more costs time and finds no more text
SHORTEST_RULE = 0.015  # of the picture's height: taller than a character, lower than a row
THICKEST_RULE = 12  # pixels
INK = 25  # grey levels that a rule is darker than its surroundings
SURROUNDINGS = 51  # pixels
MOST_RULES = 1000  # of one direction; more is a chart


def open_pictures(data: bytes, *, name: str, limits: Limits) -> "Iterator[Picture]":
    """The pages of a picture file, one at a time, as RGB and no larger than OCR can use.

    A size that its header states over the limit is refused before a pixel is decoded.
    """
    from PIL import Image, ImageOps, ImageSequence

    try:
        with _opened(data) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= limits.max_pages:
                    raise TooLarge(name, "页数", number + 1, limits.max_pages)
                if (pixels := frame.width * frame.height) > limits.max_pixels:
                    raise TooLarge(name, "像素数", pixels, limits.max_pixels)
                frame.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG is decoded smaller at once
                page = ImageOps.exif_transpose(frame)
                page.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
                yield _as_array(page)
    except (TooLarge, MemoryError):
        raise
    except Exception as error:  # Pillow's decoders raise nearly anything
        raise DamagedDocument(name, "图片", str(error)[:100]) from error


def count_pictures(data: bytes, *, name: str) -> int:
    """How many pages a picture file has."""
    try:
        with _opened(data) as image:
            return int(getattr(image, "n_frames", 1))
    except Exception as error:
        raise DamagedDocument(name, "图片", str(error)[:100]) from error


def _opened(data: bytes) -> Any:
    """A picture whose header has been read. Our limit holds for its pixels; Pillow's own would warn, or say less."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    return Image.open(io.BytesIO(data))


def _as_array(image: Any) -> "Picture":
    """RGB on white: what is transparent shows the paper."""
    import numpy as np
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        own = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", own.size, "white"), own)
    return np.ascontiguousarray(np.asarray(image.convert("RGB")))


def turned(picture: "Picture", quarters: int) -> "Picture":
    """The picture turned counter-clockwise by quarters."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(picture, quarters)) if quarters else picture


def levelled(picture: "Picture", degrees: float) -> "Picture":
    """The picture turned so that what fell by some degrees towards the right lies level; its size stays."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    result: Any = cv2.warpAffine(picture, matrix, (width, height), borderValue=(255, 255, 255))
    return np.asarray(result, np.uint8)


def level_point(x: float, y: float, degrees: float, size: tuple[int, int]) -> tuple[float, float]:
    """Where `levelled` puts a point of a picture of this width and height."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    dx, dy = x - size[0] / 2, y - size[1] / 2
    return size[0] / 2 + dx * cos + dy * sin, size[1] / 2 - dx * sin + dy * cos


def find_rules(picture: "Picture", scale: float) -> list[Edge]:
    """The rules drawn in a picture, as edges in points: `scale` points make a pixel."""
    import cv2
    import numpy as np

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, SURROUNDINGS, INK)
    height = picture.shape[0]
    shortest = max(30, round(SHORTEST_RULE * max(picture.shape[:2])))
    edges = []
    for kernel in ((1, shortest), (shortest, 1)):
        along = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((kernel[1] // 8 + 1, kernel[0] // 8 + 1), np.uint8))
        rules = cv2.morphologyEx(along, cv2.MORPH_OPEN, np.ones((kernel[1], kernel[0]), np.uint8))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
        for left, top, wide, high, _ in boxes[1 : min(count, MOST_RULES)].tolist():
            if min(wide, high) > THICKEST_RULE:
                continue
            x0, x1, y0, y1 = left, left + wide, height - top - high, height - top
            if high > wide:
                x0 = x1 = left + wide / 2
            else:
                y0 = y1 = height - top - high / 2
            edges.append(Edge(x0 * scale, y0 * scale, x1 * scale, y1 * scale))
    return edges

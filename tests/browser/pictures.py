"""Pictures of the pages in docs/pictures: how they are taken, and what every one of them has to be."""

import io
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
COLOURS = 128
MOST_BYTES = 150_000


def taken(page):
    """What a page shows, with few colours."""
    page.wait_for_timeout(500)  # for plots, which are drawn once their width is known
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = io.BytesIO()
    whole.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


def check_picture(name, request, opens, shown):
    """Hold a picture against what it has to be, taken anew first where that is asked for: `opens` shows a fixture."""
    path = PICTURES / f"{name}.png"
    if request.config.getoption("--regenerate"):
        path.write_bytes(taken(opens(*map(request.getfixturevalue, ("open_window", shown)))))
    assert path.stat().st_size < MOST_BYTES
    with Image.open(path) as picture:
        assert min(picture.size) >= 360

"""From bytes to record, in one straight line."""

from extractor.data import Record


class Extractor:
    """Everything heavy, loaded once; `extract` is the architecture in one screen."""

    def extract(self, data: bytes, *, name: str = "") -> Record:
        """Read one disclosure and return everything it says about itself."""
        raise NotImplementedError


def load(*, model: str = "default") -> Extractor:
    """Load the pipeline; `model="none"` uses rules alone."""
    return Extractor()

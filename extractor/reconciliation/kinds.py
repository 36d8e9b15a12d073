"""All kinds of relations: to add one, write its class beside its like and name it here."""

from typing import Annotated

from pydantic import Field

from extractor.reconciliation.chains import Balance, Chain, Nested
from extractor.reconciliation.comparisons import AtMost, Equal, Rate
from extractor.reconciliation.directions import Contradicted, Direction, Explained, Origin
from extractor.reconciliation.disclosure import Depth, Disclosed
from extractor.reconciliation.identities import Composition, Magnitude, MixedUnits, Same, Tabled
from extractor.reconciliation.movements import Growth, Level, Movements, Restated, Twins
from extractor.reconciliation.naming import Deadline, OneName, Renamed, Years
from extractor.reconciliation.presence import Bounds, Count, Presence
from extractor.reconciliation.ratios import Completion, Series, Share, Wording
from extractor.reconciliation.sums import Sum
from extractor.reconciliation.texts import CountUnit, Numbering, PercentSign, Repeated, Text

Row = Annotated[
    Sum | Nested | Balance | Chain
    | Equal | AtMost | Rate | Same | Tabled | Composition | MixedUnits | Magnitude
    | Share | Completion | Series | Wording
    | Growth | Level | Movements | Restated | Twins | Direction | Origin | Explained | Contradicted
    | Presence | Count | Bounds | Disclosed | Depth
    | Text | Numbering | Repeated | CountUnit | PercentSign | Renamed | OneName | Years | Deadline,
    Field(discriminator="kind"),
]  # fmt: skip

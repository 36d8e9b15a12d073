"""Chinese text in narrow columns: figures stay whole, commas never begin a line, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from api.folding import fold

# fmt: off
FOLDED: list[tuple[str, int, list[str]]] = [
    ("", 10, [""]),
    ("收入预算总额", 12, ["收入预算总额"]),
    ("收入预算总额", 8, ["收入预算", "总额"]),
    ("年度预算28万元", 10, ["年度预算", "28万元"]),
    ("共1,286.45万元，减少", 14, ["共", "1,286.45万元，", "减少"]),
    ("目标≥95%。其他", 9, ["目标", "≥95%。其", "他"]),
    ("出国（境）费", 8, ["出国", "（境）费"]),
    ("共12345678901234567890元", 10, ["共12345678", "9012345678", "90元"]),
    ("sec.overall 收入", 8, ["sec.over", "all 收入"]),
    ("袋装 垃圾", 5, ["袋装", "垃圾"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "width", "lines"), FOLDED)
def test_fold(text: str, width: int, lines: list[str]) -> None:
    assert list(fold(text, width)) == lines


@given(st.text(st.sampled_from("收入（境）费，。12.5%万元ab ≥“”"), max_size=60), st.integers(2, 40))
def test_no_line_is_too_wide_and_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    lines = list(fold(text, width))
    assert max(map(cell_len, lines)) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")

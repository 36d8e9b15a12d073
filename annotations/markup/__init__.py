"""Annotated documents: a disclosure with its own annotation written into its text, and the reader of that markup.

    ⟪h level=2 kind=sec.revenue|一、收入情况⟫
    收入总计⟪q id=f1 c=rev.total item=收入总计 y=2021 st=budget|913.26万元⟫，比上年减少⟪q ch=c1 part=amount fact=f1
    dir=decrease against=last_year_budget|117.42万元⟫，原因是⟪reason id=r1 explains=c1|压缩开支⟫。

(A tag's attributes stand on one line; here the line is only broken to fit.) Tags may nest. What stands in them is the
document's own text, so a document without its tags is the text that the extractor reads. The line ====CHECKS==== opens
the list of contradictions that must be reported, the line ====META==== what is known about the whole document.
`forms.py` lists the tags and their attributes, `documents.py` the rows that they become.
"""

from annotations.markup.bundled import gold_documents, load_gold
from annotations.markup.documents import GoldDocument, GoldQuantity, Phrase
from annotations.markup.errors import MarkupError, Problem
from annotations.markup.reading import read_markup

__all__ = [
    "GoldDocument",
    "GoldQuantity",
    "MarkupError",
    "Phrase",
    "Problem",
    "gold_documents",
    "load_gold",
    "read_markup",
]

"""mingxi report of one document: what the workbench shows of it, in one file."""

from pathlib import Path

from api.archives import Unconvertible
from api.batch import Batch
from api.inputs import find_inputs
from api.pages.report import as_report
from api.texts import say
from extractor.data import Record
from extractor.outputs.files import write_content


def report_document(path: str, out: Path, model: str, lang: str) -> int:
    """Write the report on a document; the exit status. An archive of several documents has no report of this kind."""
    batch = Batch(find_inputs([path]), model=model, lang=lang)
    if out.exists():
        return _refuse(batch, str(out), "exists")
    records: list[Record] = []
    batch.run(lambda _, record: records.append(record), on_screen=False)
    if len(records) > 1:
        return _refuse(batch, path, "many_documents")
    if records:
        write_content(out, as_report(records[0], lang))
        batch.teller.line(say("written", lang, path=out))
    return batch.report()


def _refuse(batch: Batch, name: str, code: str) -> int:
    error = Unconvertible(name, code)
    batch.teller.tell(error, name)
    return 1

"""A client of the service, for programs: records come back as the record's own types.

with Client("http://127.0.0.1:8000", key="mingxi_…") as client:
    record = client.extract(Path("预算公开.pdf"))
    for name, found in client.extract_all([Path("公开.zip")]):
        print(name, found.document.title if isinstance(found, Record) else found.detail)
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx2

from api.formats import NDJSON, record_of
from api.refusals import Problem
from extractor.data import Record

Found = Record | Problem
AGAIN = (429, 503)  # what the service answers when it is busy, with the seconds to wait
ENDED = ("done", "failed", "cancelled")


class ServiceError(Exception):
    """The service has refused a request: `problem` says why, in Chinese and English, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.detail_en}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the service tells of it: Job("019a…", "running", {"total": 3, "done": 1, …})."""

    id: str
    state: str
    progress: Mapping[str, int]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED


class Client:
    """A connection to one service; `retries` is how often a request is made again that was told to come again."""

    def __init__(self, url: str, key: str = "", *, timeout: float = 300, retries: int = 5) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=timeout)
        self._retries = retries

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def extract(self, file: Path, **wishes: Any) -> Record:
        """The record of one document; wishes are the parameters of the route: `include="text"`, `lists="facts"`."""
        answer = self._ask("POST", "/v1/extract", params={"name": file.name, **wishes}, content=file.read_bytes())
        return record_of(answer.json())

    def extract_all(self, files: Sequence[Path], **wishes: Any) -> Iterator[tuple[str, Found]]:
        """Names and records, or what is wrong, of many files and archives, in the order in which they are done."""
        with self._http.stream("POST", "/v1/extract:batch", params=wishes, files=_form(files)) as answer:
            if answer.status_code != 200:
                answer.read()
                raise ServiceError(_problem(answer))
            for line in answer.iter_lines():
                yield _found(json.loads(line))

    def submit(self, files: Sequence[Path], *, idempotency_key: str = "", **options: Any) -> Job:
        """Queue many files or archives; options are the parameters of the route: `webhook="https://…"`."""
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return _job(self._ask("POST", "/v1/jobs", params=options, headers=headers, files=_form(files)))

    def job(self, id: str) -> Job:
        """A job and how far it is."""
        return _job(self._ask("GET", f"/v1/jobs/{id}"))

    def wait(self, id: str, *, seconds: float = 2.0) -> Job:
        """A job once it is over, asked for every so many seconds."""
        while not (job := self.job(id)).is_over:
            time.sleep(seconds)
        return job

    def cancel(self, id: str) -> Job:
        """End a job."""
        return _job(self._ask("POST", f"/v1/jobs/{id}/cancel"))

    def results(self, id: str) -> Iterator[tuple[str, Found]]:
        """Names and records, or what is wrong, of the files of a job that is over, in the order of the files."""
        answer = self._ask("GET", f"/v1/jobs/{id}/results", headers={"Accept": NDJSON})
        return (_found(json.loads(line)) for line in answer.iter_lines())

    def documents(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """What is kept; filters are the parameters of the route: `fiscal_year=2024`, `organisation="档案馆"`."""
        after: str | None = ""
        while after is not None:
            page = self._ask("GET", "/v1/documents", params={**filters, "after": after}).json()
            yield from page["documents"]
            after = page["next"]

    def document(self, id: str, **wishes: Any) -> Record:
        """A record that was kept."""
        return record_of(self._ask("GET", f"/v1/documents/{id}", params=wishes).json())

    def delete(self, id: str) -> None:
        """Forget a document."""
        self._ask("DELETE", f"/v1/documents/{id}")

    def _ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        for left in range(self._retries, -1, -1):
            answer = self._http.request(method, path, **request)
            if answer.is_success:
                return answer
            if not (left and answer.status_code in AGAIN and "retry-after" in answer.headers):
                break
            time.sleep(float(answer.headers["retry-after"]))
        raise ServiceError(_problem(answer))


def _form(files: Sequence[Path]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (file.name, file.read_bytes())) for file in files]


def _problem(answer: httpx2.Response) -> Problem:
    return Problem(**answer.json())


def _job(answer: httpx2.Response) -> Job:
    told = answer.json()
    return Job(told["id"], told["state"], told["progress"])


def _found(line: Mapping[str, Any]) -> tuple[str, Found]:
    return line["name"], Problem(**line["problem"]) if "problem" in line else record_of(line["record"])

"""Thousands of documents that no program wrote, sent to a service; and what schemathesis draws from its OpenAPI.

    python -m benchmarks.service_fuzz [--count 10000] [--drawn 200] [--workers 2]

Documents of each format are damaged at random (a seed makes them the same again). Every answer has to be a record or a
problem of the document, the service has to stay ready, and no worker may be lost.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.formats import NDJSON
from api.openapi import document
from benchmarks.documents import own_seeds
from tests.service.living import Living, living
from tests.service.mutating import mutated

SLOW = ("a.doc", "a.jpeg", "a.png", "a.tiff")  # seconds each, by LibreOffice and OCR: one in fifty
ARCHIVES = ("a.7z", "a.rar", "a.zip")
EXPECTED = {200, 413, 415, 422}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def send_damaged(server: Living, count: int, workers: int) -> Counter[tuple[int, str]]:
    """How often each status and code came."""
    seeds = sorted(own_seeds().items())
    quick = [seed for seed in seeds if seed[0] not in SLOW]
    with httpx2.Client(base_url=server.url, timeout=300) as client:

        def ask(number: int) -> tuple[int, str]:
            dice = random.Random(number)
            name, data = dice.choice(quick if dice.randrange(50) else seeds)
            path = "/v1/extract:batch" if name in ARCHIVES else "/v1/extract"
            answer = client.post(path, files={"file": (name, mutated(data, dice))})
            status, code = told(answer)
            if status not in EXPECTED:
                print(f"  {number} {name}: {status} {code}", flush=True)
            return status, code

        with ThreadPoolExecutor(2 * workers) as threads:
            return Counter(threads.map(ask, range(count)))


def told(answer: httpx2.Response) -> tuple[int, str]:
    """The status and code of an answer; of an archive those of its last document that is not a record."""
    if answer.status_code != 200:
        return answer.status_code, answer.json()["code"]
    if not answer.headers["content-type"].startswith(NDJSON):
        return 200, ""
    problems = [line["problem"] for line in map(json.loads, answer.text.splitlines()) if "problem" in line]
    return (problems[-1]["status"], problems[-1]["code"]) if problems else (200, "")


def send_drawn(server: Living, drawn: int) -> tuple[int, int]:
    """How many requests were made of the document, and how many answers it does not know."""
    made, failed = 0, 0
    limits = settings(
        max_examples=drawn,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for result in schemathesis.openapi.from_dict(document()).get_all_operations():
        operation = result.ok()

        def ask(case: schemathesis.Case) -> None:
            nonlocal made, failed
            made += 1
            try:
                case.call_and_validate(base_url=server.url, checks=CHECKS)
            except AssertionError as error:
                failed += 1
                print(f"  {error}")

        for mode in GenerationMode:
            try:
                limits(given(operation.as_strategy(generation_mode=mode))(ask))()
            except Unsatisfiable:
                continue
    return made, failed


def replaced(server: Living) -> dict[str, str]:
    """The workers that were replaced, by cause."""
    lines = httpx2.get(f"{server.url}/metrics").text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line.startswith("mingxi_workers_replaced_total"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--drawn", type=int, default=200)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        living(Path(name), "--workers", str(options.workers), batches=64) as server,
    ):
        begun = time.monotonic()
        found = send_damaged(server, options.count, options.workers)
        print(f"{options.count} damaged documents in {time.monotonic() - begun:.0f} s")
        print(
            json.dumps({f"{status} {code}".strip(): count for (status, code), count in found.most_common()}, indent=1)
        )
        made, failed = send_drawn(server, options.drawn)
        print(f"{made} requests drawn from the OpenAPI document, {failed} answers that it does not know")
        ready = httpx2.get(f"{server.url}/health/ready").json()["status"]
        print(f"then: {ready}, workers replaced: {replaced(server) or 'none'}")


if __name__ == "__main__":
    main()

"""What Prometheus can ask: how long stages take, what waits, what was read, how sure the rows are, what went wrong."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.refusals import Problem
from api.work.pool import Pool
from api.work.tasks import Opened, Outcome

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
SURE = (0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1.0)


class Metrics:
    """The counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.requests = Counter(
            "mingxi_requests", "Requests answered", ["route", "method", "status"], registry=registry
        )
        self.request_seconds = Histogram(
            "mingxi_request_seconds", "Time to answer", ["route"], buckets=SECONDS, registry=registry
        )
        self.problems = Counter("mingxi_problems", "Problems answered, by code", ["code"], registry=registry)
        self.stage_seconds = Histogram(
            "mingxi_stage_seconds",
            "Time of one document by stage: receive, wait, extract, write, store",
            ["stage"],
            buckets=SECONDS,
            registry=registry,
        )
        self.documents = Counter(
            "mingxi_documents",
            "Documents by media type and what became of them",
            ["format", "outcome"],
            registry=registry,
        )
        self.confidence = Histogram(
            "mingxi_confidence", "Confidence of rows by list", ["list"], buckets=SURE, registry=registry
        )
        self.replaced = Counter("mingxi_workers_replaced", "Workers replaced, by cause", ["cause"], registry=registry)
        self.workers = Gauge("mingxi_workers", "Workers by what they do", ["state"], registry=registry)
        self.waiting = Gauge("mingxi_queue_documents", "Documents that wait for a worker", registry=registry)
        self.jobs = Gauge("mingxi_jobs", "Jobs by state", ["state"], registry=registry)

    def document(self, answer: Outcome | Opened | Problem, waited: float = 0.0) -> None:
        """Count one answer of a worker."""
        if isinstance(answer, Problem):
            self.documents.labels("", answer.code).inc()
        elif isinstance(answer, Outcome):
            self.documents.labels(answer.media_type, "extracted").inc()
            self.stage("wait", waited)
            for stage, seconds in answer.seconds.items():
                self.stage(stage, seconds)
            for name, confidences in answer.confidences.items():
                histogram = self.confidence.labels(name)
                for confidence in confidences:
                    histogram.observe(confidence)

    def stage(self, name: str, seconds: float) -> None:
        """Count the time of one stage."""
        self.stage_seconds.labels(name).observe(seconds)

    def exposed(self, pool: Pool, jobs: Mapping[str, int]) -> bytes:
        """Everything in the text format of Prometheus."""
        health = pool.health()
        for state in ("idle", "busy", "loading"):
            self.workers.labels(state).set(getattr(health, state))
        self.waiting.set(health.waiting)
        for state, count in jobs.items():
            self.jobs.labels(state).set(count)
        return generate_latest(self.registry)

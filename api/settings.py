"""What the service can be told from outside: one row a setting, each with a variable of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

from models.registry import DEFAULT, NONE, in_use

PREFIX = "MINGXI_"
MEGABYTE = 1_000_000
YES = frozenset(["1", "true", "yes", "on"])
NO = frozenset(["0", "false", "no", "off", ""])


class WrongSetting(ValueError):  # noqa: N818
    """A variable whose value is none: `name` and `value` say which."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}={value!r}")
        self.name = name
        self.value = value


def data_folder() -> Path:
    """Where data of the service stays unless said otherwise: ~/.local/share/mingxi."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "mingxi"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the service; `MINGXI_WORKERS=4` is `workers`.

        Settings.of({"MINGXI_WORKERS": "4"}).workers -> 4

    Times are seconds, sizes bytes. docs/service.md explains each.
    """

    data: Path = field(default_factory=data_folder)
    database_url: str = ""  # SQLite in the data folder
    workers: int = 0  # one a core
    queue: int = 32  # documents that may wait for a worker; more are told to come again
    document_seconds: float = 120  # for one document of a request
    job_document_seconds: float = 1800  # for one document of a job, where scans have their time
    worker_documents: int = 2000  # then a worker is replaced, whatever its memory
    worker_memory: int = 8_000 * MEGABYTE  # of addresses, 0: any number; readers of files have limits of their own
    max_upload: int = 100 * MEGABYTE  # of one document
    max_batch: int = 500 * MEGABYTE  # of all files of a batch or job together
    max_files: int = 1000  # files of one upload; an archive is one file
    upload_seconds: float = 120  # for a body to arrive
    header_seconds: float = 10  # for the head of a request to arrive
    connections: int = 1000  # at the same time; further ones are closed
    requests: int = 64  # with a body at the same time
    batches: int = 4  # requests for many documents at the same time
    idle_seconds: float = 30  # for a client to take what was sent
    free_disk: int = 200 * MEGABYTE  # below it nothing is taken in
    keys: str = "auto"  # required; auto: off where only this machine can connect and no key was made
    rate: int = 600  # requests a minute of one key, 0: any number
    cors_origins: tuple[str, ...] = ()  # whose pages may ask: https://a.example,https://b.example
    models: tuple[str, ...] = (DEFAULT, NONE)  # the first is the default
    lease_seconds: float = 15  # of a job, after which another server takes it over
    archive: str = ""  # a folder of results of mingxi bulk, which the workbench shows to whoever may read
    webhook_private: bool = False  # whether webhooks may go to addresses of the own network
    webhook_secret: str = field(default="", repr=False)  # webhooks are signed with it
    traces: str = ""  # where OpenTelemetry spans go: http://127.0.0.1:4318/v1/traces

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """The settings that an environment states; raises `WrongSetting` for a value that is none."""
        given: dict[str, Any] = {}
        for each in fields(cls):
            variable = PREFIX + each.name.upper()
            if (text := environment.get(variable)) is not None:
                given[each.name] = _read(variable, text, each.type)
        return cls(**given)

    @property
    def url(self) -> str:
        """The database as SQLAlchemy names it: PostgreSQL through psycopg, unless the address says otherwise."""
        for scheme in ("postgresql://", "postgres://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url or f"sqlite:///{self.data / 'mingxi.db'}"

    @property
    def incoming(self) -> Path:
        """Where the files of requests are while they are worked on."""
        return self.data / "incoming"

    @property
    def versions(self) -> Path:
        """Where models that were learned from reviews are."""
        return self.data / "models"

    @property
    def job_files(self) -> Path:
        """Where the files of jobs are until these are done: a folder each."""
        return self.data / "jobs"

    @property
    def worker_count(self) -> int:
        """Worker processes: as many as were asked for, else one a core."""
        return self.workers or os.cpu_count() or 1

    def in_use(self, model: str) -> str:
        """What a model of this name is loaded by: "default" is the version that was promoted last, if there is one."""
        return in_use(self.versions) if model == DEFAULT else model

    def changed(self, **given: Any) -> "Settings":
        """The same settings but for those that are given and not None."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})


def settings_of(
    environment: Mapping[str, str], *, data: Path | None, workers: int | None = None, model: str | None = None
) -> Settings:
    """The settings of an environment, but for what a command says itself."""
    found = Settings.of(environment)
    models = None if model is None else tuple(dict.fromkeys((model, *found.models)))
    return found.changed(data=data, workers=workers, models=models)


def _read(variable: str, text: str, kind: object) -> object:
    """The value of a variable, by the type of its field."""
    try:
        if kind is bool:
            return {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}[text.strip().lower()]
        if kind is int or kind is float:
            number = float(text) if kind is float else int(text)
            if number < 0:
                raise ValueError(text)
            return number
    except (ValueError, KeyError) as error:
        raise WrongSetting(variable, text) from error
    if kind is Path:
        return Path(text)
    return text if kind is str else tuple(part.strip() for part in text.split(",") if part.strip())

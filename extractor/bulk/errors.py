"""What can stop a bulk run, and what takes one document out of it."""

from typing import Literal

from extractor.errors import MingxiError

LossCause = Literal["time", "memory", "crash"]
LOSSES: dict[LossCause, tuple[str, str]] = {
    "time": (
        "抽取超过 {limit} 秒，已放弃，请拆分后再处理",
        "extraction took more than {limit} s and was given up; split the file",
    ),
    "memory": (
        "抽取所需内存超过限制，已放弃，请拆分后再处理，或放宽 --memory-limit",
        "extraction took more memory than allowed and was given up; split the file or raise --memory-limit",
    ),
    "crash": (
        "处理它的进程两次意外终止，已放弃，请把这份文件单独报告给我们",
        "the process that worked on it died twice, and it was given up; please report this file",
    ),
}


class BulkError(MingxiError):
    """Something that stops a bulk run; started again it goes on where it stopped."""

    code = "bulk_error"


class OutputInUse(BulkError):  # noqa: N818, these names say what is wrong
    """Another run writes into the same folder."""

    code = "output_in_use"

    def __init__(self, folder: str) -> None:
        super().__init__(
            folder,
            "另一次运行正在写入这个文件夹，请等它结束，或换一个输出文件夹",
            "another run is writing into this folder; wait for it to end or choose another folder",
        )


class OutputUnwritable(BulkError):  # noqa: N818
    """The folder of the results takes no more."""

    code = "output_unwritable"

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(
            folder,
            f"无法写入结果（{reason}），已完成的部分都在，处理后用同一条命令继续",
            f"results cannot be written ({reason}); what is done is kept: mend it and run the same command again",
        )


class OtherForm(BulkError):  # noqa: N818
    """The folder already holds results in another form."""

    code = "other_form"

    def __init__(self, folder: str, found: str) -> None:
        super().__init__(
            folder,
            f"其中的结果是 {found} 格式，请用 --format {found} 继续，或换一个输出文件夹",
            f"its results are in the form {found}: go on with --format {found} or choose another folder",
        )


class WorkersFail(BulkError):  # noqa: N818
    """No worker gets as far as its first document."""

    code = "workers_fail"

    def __init__(self, detail: str) -> None:
        super().__init__(
            "",
            f"工作进程无法启动（{detail}），请检查内存和安装",
            f"no worker can start ({detail}); check memory and installation",
        )


class MissingEngine(BulkError):  # noqa: N818
    """An engine whose package is not installed."""

    code = "missing_engine"

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "没有安装这个引擎，请先运行 pip install 'mingxi[cluster]'",
            "this engine is not installed; run pip install 'mingxi[cluster]' first",
        )


class LostDocument(MingxiError):  # noqa: N818
    """A document that cost its worker more than allowed, or its life."""

    def __init__(self, name: str, cause: LossCause, limit: int = 0) -> None:
        chinese, english = LOSSES[cause]
        super().__init__(name, chinese.format(limit=limit), english.format(limit=limit))
        self.code = f"lost_{cause}"


class UnreachableSource(MingxiError):  # noqa: N818
    """A path, a glob or an address of which no bytes can be had."""

    code = "unreachable_source"

    def __init__(self, name: str, reason: str, english_reason: str) -> None:
        super().__init__(
            name, f"无法取得（{reason}），请检查后重新运行", f"not to be had ({english_reason}); check it and run again"
        )


class MistakeOfOurs(MingxiError):  # noqa: N818
    """An exception that no document should cause."""

    code = "internal_error"

    def __init__(self, name: str, error: BaseException) -> None:
        said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        super().__init__(name, f"内部错误（{said}），请报告给我们", f"internal error ({said}); please report it")

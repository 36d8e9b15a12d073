"""What can be wrong with annotations that come from elsewhere, told to the person who brings them."""


class ExchangeError(ValueError):
    """Annotations of `name` that cannot be used: `reason` says in Chinese why and what to do, `english_reason` too."""

    def __init__(self, name: str, reason: str, english_reason: str) -> None:
        super().__init__(f"{name}：{reason}")
        self.name = name
        self.reason = reason
        self.english_reason = english_reason


class MalformedError(ExchangeError):
    """A file that is not in the format that was named."""

    def __init__(self, name: str, form: str, cause: object) -> None:
        said = " ".join(str(cause).split())[:120]
        super().__init__(
            name,
            f"不是 {form} 格式的标注（{said}），请检查 --format 和文件是否完整",
            f"no annotations in the format {form} ({said}); check --format and whether the file is complete",
        )


class MismatchError(ExchangeError):
    """Annotations whose text, or a place in it, is not the one that was marked."""

    def __init__(self, name: str, found: str, english: str) -> None:
        super().__init__(
            name,
            f"{found}，位置因此不可信，未导入；请用原来导出的文件重新标注，不要改动正文、换行和编码",
            f"{english}, so no place can be trusted and nothing was taken in; annotate the file as it was exported,"
            " without changes to text, line ends or encoding",
        )

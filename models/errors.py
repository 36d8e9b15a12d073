"""What can be wrong with a model, told to the person who chose it."""


class ModelError(ValueError):
    """A model that cannot be used: `reason` says in Chinese why and what to do, `english_reason` in English."""

    def __init__(self, name: str, reason: str, english_reason: str) -> None:
        self.name = name
        self.reason = f"{reason}；--model none 只按规则抽取，不需要模型"
        self.english_reason = f"{english_reason}; --model none extracts by rules alone and needs no model"
        super().__init__(f"{name}：{self.reason}")


class UnknownModelError(ModelError):
    """No model of that name is shipped, and no folder has that path."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            name,
            f"没有这个模型，也没有这个文件夹；随附的模型有：{'、'.join(known) or '无'}",
            f"no such model and no such folder; shipped are: {', '.join(known) or 'none'}",
        )


class DamagedModelError(ModelError):
    """A model whose file is missing, changed or not what this version reads."""

"""What can be wrong with a model, told to the person who chose it."""


class ModelError(ValueError):
    """A model that cannot be used; its message says which and what to do. Rules work without any: `--model none`."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"模型“{name}”无法使用：{detail}。可用 --model none 只按规则抽取。")
        self.name = name
        self.detail = detail


class UnknownModelError(ModelError):
    """No model of that name is shipped, and no folder has that path."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, f"没有这个模型，随附的模型有：{'、'.join(known) or '无'}；也可以给出模型文件夹的路径")


class DamagedModelError(ModelError):
    """A model whose file is missing, changed or not what this version reads."""

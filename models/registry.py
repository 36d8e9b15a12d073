"""Where models are kept: the shipped ones by name, others by their folder, each checked before it is used."""

import hashlib
import json
from pathlib import Path

from models.acceptance import Acceptance, as_table, from_table
from models.errors import DamagedModelError, UnknownModelError
from models.tagger import Tagger

SHIPPED = Path(__file__).parent / "weights"
NONE = "none"
DEFAULT = "default"
WEIGHTS, SUM = "model.json", "model.json.sha256"
CURRENT = "current"  # the file of a folder of versions that names the one in use


def names() -> tuple[str, ...]:
    """The models that are shipped."""
    return tuple(sorted(each.name for each in SHIPPED.iterdir() if (each / WEIGHTS).is_file()))


def load_model(name: str) -> Acceptance | None:
    """The model of a name or folder; None for "none".

        load_model("default").probability("fact", ["role:level", "item:own"]) -> 0.97

    Raises `UnknownModelError`, or `DamagedModelError` when a file is missing, is not the one whose sum stands beside
    it, or cannot be read. Nothing is fetched from anywhere.
    """
    if name == NONE:
        return None
    name, folder = _place(name)
    if not folder.is_dir():
        raise UnknownModelError(name, names())
    try:
        data, stated = (folder / WEIGHTS).read_bytes(), (folder / SUM).read_text("ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedModelError(name, f"缺少文件 {WEIGHTS} 或 {SUM}", f"{WEIGHTS} or {SUM} is missing") from error
    digest = hashlib.sha256(data).hexdigest()
    if stated[:1] != [digest]:
        raise DamagedModelError(
            name,
            f"{WEIGHTS} 与 {SUM} 的校验和不符，文件已损坏或被改动，请重新安装或重新训练",
            f"{WEIGHTS} does not match {SUM}: it was damaged or changed; install or train it again",
        )
    try:
        return from_table(json.loads(data), digest=digest)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedModelError(
            name, f"{WEIGHTS} 不是本版本的模型，请重新训练", f"{WEIGHTS} is no model of this version; train it again"
        ) from error


def load_tagger(name: str) -> Tagger:
    """The network that a model of a name or folder hears, its files checked; raises `ModelError`."""
    tagger = Tagger(_place(name)[1])
    tagger.check()
    return tagger


def _place(name: str) -> tuple[str, Path]:
    """What the model of a name or folder is called, and its folder; of a folder of versions, the one in use."""
    if name in names():
        return name, SHIPPED / name
    path = Path(name)
    return _place(in_use(path)) if (path / CURRENT).is_file() else (name, path)


def in_use(folder: Path) -> str:
    """The name of the model that a folder of versions has in use: the shipped one where none was ever promoted."""
    try:
        version = (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return DEFAULT
    return DEFAULT if version == DEFAULT else str(folder / version)


def save_model(model: Acceptance, folder: Path) -> None:
    """Write a model and its sum into a folder, made if need be: the same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    data = (json.dumps(as_table(model), ensure_ascii=False, indent=1) + "\n").encode()
    (folder / WEIGHTS).write_bytes(data)
    (folder / SUM).write_text(f"{hashlib.sha256(data).hexdigest()}  {WEIGHTS}\n", "ascii")

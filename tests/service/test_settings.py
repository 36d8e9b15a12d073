"""What the service can be told from outside."""

from pathlib import Path

import pytest

from api.settings import Settings, WrongSetting, settings_of

# fmt: off
READ = [
    ("MINGXI_WORKERS", "4", "workers", 4),
    ("MINGXI_DOCUMENT_SECONDS", "1.5", "document_seconds", 1.5),
    ("MINGXI_CORS_ORIGINS", "https://a.example, https://b.example", "cors_origins",
     ("https://a.example", "https://b.example")),
    ("MINGXI_WEBHOOK_PRIVATE", "yes", "webhook_private", True),
    ("MINGXI_WEBHOOK_PRIVATE", "0", "webhook_private", False),
    ("MINGXI_DATA", "/srv/mingxi", "data", Path("/srv/mingxi")),
    ("MINGXI_MODELS", "none", "models", ("none",)),
    ("MINGXI_DATABASE_URL", "postgresql://u@h/d", "url", "postgresql+psycopg://u@h/d"),
    ("MINGXI_DATABASE_URL", "postgres://u@h/d", "url", "postgresql+psycopg://u@h/d"),
    ("MINGXI_DATABASE_URL", "sqlite:////a.db", "url", "sqlite:////a.db"),
]
# fmt: on


@pytest.mark.parametrize(("variable", "text", "name", "value"), READ)
def test_a_variable_is_read(variable, text, name, value):
    assert getattr(Settings.of({variable: text}), name) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [("MINGXI_WORKERS", "many"), ("MINGXI_WORKERS", "-1"), ("MINGXI_WEBHOOK_PRIVATE", "maybe"), ("MINGXI_RATE", "")],
)
def test_a_wrong_value_names_itself(variable, text):
    with pytest.raises(WrongSetting) as wrong:
        Settings.of({variable: text})
    assert (wrong.value.name, wrong.value.value) == (variable, text)


def test_what_a_command_says_itself_comes_first():
    found = settings_of({"MINGXI_WORKERS": "4"}, data=Path("/d"), workers=2, model="none")
    assert (found.workers, found.data, found.models) == (2, Path("/d"), ("none", "default"))
    assert found.url == "sqlite:////d/mingxi.db"
    assert settings_of({"MINGXI_WORKERS": "4"}, data=None).worker_count == 4


def test_a_secret_is_not_shown():
    assert "hush" not in repr(Settings(webhook_secret="hush"))

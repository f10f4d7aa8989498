"""The configuration: the example is true and whole, and mistakes are answered with a remedy."""

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.config import Config, load, merged
from storage.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def test_the_example_loads_and_is_the_default():
    assert load(EXAMPLE) == Config()


def keys(section, prefix=""):
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from keys(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field.description


def test_the_example_shows_every_key_with_its_meaning():
    text = EXAMPLE.read_text()
    shown = tomllib.loads(text)
    for key, meaning in keys(Config()):
        value = shown
        for part in key.split("."):
            value = value.get(part, {}) if f"\n# {part} = " in text else value[part]
        assert meaning, f"{key} has no description"
        line = next(
            line
            for line in EXAMPLE.read_text().splitlines()
            if line.removeprefix("# ").startswith(key.rsplit(".", 1)[-1])
        )
        assert "#" in line


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[brand]\nacounts = []", "accounts"),
        ("databse = 'x'", "database"),
        ("[report]\ntolerated = 3", "report.tolerated"),
        ("[brand]\naccounts = ['maren']", "discord:1234"),
        ("[exchanges]\nmeans = ['carrier pigeon']", "exchanges.means"),
        ("[brand", "not valid TOML"),
        ("[report]\nminimum = 'ten'", "report.minimum"),
    ],
)
def test_mistakes_name_the_key_and_the_remedy(tmp_path, text, part):
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_options_beat_the_file():
    config = merged(Config(), {"name": "Acme", "accounts": ["reddit:u/Acme_HQ", "discord:1"], "domains": []})
    assert config.brand.brand().accounts == ("discord:1", "reddit:acme_hq")
    assert config.brand.brand().name == "Acme"

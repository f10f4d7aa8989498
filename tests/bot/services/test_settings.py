"""What was set up by command lies over the file, and what does not fit is not kept."""

import pytest

from bot.config import BrandSection, Config
from bot.services.settings import overlaid, set_up
from storage.errors import ConfigError
from storage.reviews import Who

FILE = Config(brand=BrandSection(name="Acme", accounts=["reddit:acme"]))


def test_commands_beat_the_file_and_the_rest_stays(store):
    made = set_up(store, FILE, {"brand.accounts": ["discord:1"], "digest.zone": "Europe/Berlin"})
    assert (made.brand.name, made.brand.accounts, made.digest.zone) == ("Acme", ["discord:1"], "Europe/Berlin")
    assert overlaid(FILE, store.settings()) == made
    assert overlaid(FILE, {}) is FILE


@pytest.mark.parametrize("change", [{"digest.zone": "Mars"}, {"brand.accounts": ["ben"]}, {"review.channel": "x"}])
def test_what_does_not_fit_is_told_and_not_kept(store, change):
    with pytest.raises(ConfigError):
        set_up(store, FILE, {"brand.name": "New", **change})
    assert store.settings() == {}


def test_what_no_command_may_set_is_left_alone(store):
    store.put_setting("database", '"elsewhere.db"')
    assert overlaid(FILE, store.settings()).database == FILE.database


def test_a_new_name_takes_the_digests_along(store):
    by = Who(id="discord:7", name="Mara")
    store.add_digest("Acme", "0 9 * * 1", "UTC", "discord:5", 7, 1, by)
    set_up(store, FILE, {"brand.name": "Acme Lamps"})
    assert [each.cron for each in store.digests("Acme Lamps")] == ["0 9 * * 1"]
    assert store.digests("Acme") == []

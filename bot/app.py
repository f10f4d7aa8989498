"""The one place that chooses concrete classes."""

from __future__ import annotations

from analyzers.classifier.protocol import Classifier
from analyzers.exchanges import Rules
from analyzers.forecast.model import ForecastModel
from bot.config import Config
from bot.services.derive import Deriver
from bot.services.settings import overlaid
from storage.models import Brand
from storage.store import Store


class App:
    """Everything a command needs, made when first asked for."""

    def __init__(self, config: Config, *, database: str | None = None) -> None:
        """``database`` beats the configuration's."""
        self.store = Store(database or config.database)
        self.config = overlaid(config, self.store.settings())
        self._classifier: Classifier | None = None

    @property
    def brand(self) -> Brand:
        """The brand of the configuration."""
        return self.config.brand.brand()

    @property
    def classifier(self) -> Classifier:
        """The shipped classifier."""
        if self._classifier is None:
            from analyzers.classifier import deep_installed, load  # noqa: PLC0415  numpy loads only where it is used

            stage = self.config.classifier.second_stage
            self._classifier = load(deep=stage == "on" or (stage == "auto" and deep_installed()))
        return self._classifier

    @property
    def rules(self) -> Rules:
        """Which contacts count."""
        section = self.config.exchanges
        return Rules(frozenset(section.means), section.gap)

    def deriver(self) -> Deriver:
        """What keeps the brand's derived rows true."""
        return Deriver(self.store, self.brand, self.rules, self.classifier)

    def forecaster(self) -> ForecastModel:
        """The shipped forecast."""
        from analyzers.forecast.model import shipped  # noqa: PLC0415  numpy loads only where it is used

        return shipped()

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def build_app(config: Config, *, database: str | None = None) -> App:
    """The application of ``config``. Raises StoreError when the database cannot be opened."""
    return App(config, database=database)

"""The one place that chooses concrete classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from analyzers.classifier.protocol import Classifier
from analyzers.exchanges import Rules
from analyzers.forecast.model import ForecastModel
from bot.config import Config
from bot.services.crew import Crew, crew_of
from bot.services.derive import Deriver
from bot.services.settings import overlaid
from bot.services.sharing import CLASSIFIER, shared
from storage.models import Brand
from storage.store import Store


class App:
    """Everything a command needs, made when first asked for."""

    def __init__(self, config: Config, *, database: str | None = None) -> None:
        """``database`` beats the configuration's."""
        self.store = Store(database or config.database)
        self.config = overlaid(config, self.store.settings())
        self._classifier: Classifier | None = None
        self._crew: Crew | None = None

    @property
    def brand(self) -> Brand:
        """The brand of the configuration."""
        return self.config.brand.brand()

    @property
    def loader(self) -> Callable[[], Classifier]:
        """What makes the shipped classifier, here or in another process."""
        from analyzers.classifier import deep_installed, load  # noqa: PLC0415  numpy loads only where it is used

        stage = self.config.classifier.second_stage
        return partial(load, deep=stage == "on" or (stage == "auto" and deep_installed()))

    @property
    def classifier(self) -> Classifier:
        """The shipped classifier."""
        if self._classifier is None:
            self._classifier = self.loader()
        return self._classifier

    @contextmanager
    def crew(self, jobs: int) -> Iterator[Crew | None]:
        """The crew that ``--jobs`` asks for; as long as it is there, it shares the classifier's work."""
        with crew_of(jobs, {CLASSIFIER: self.loader}) as crew:
            alone, self._crew = self._crew, crew
            try:
                yield crew
            finally:
                self._crew = alone

    @property
    def rules(self) -> Rules:
        """Which contacts count."""
        section = self.config.exchanges
        return Rules(frozenset(section.means), section.gap)

    def deriver(self) -> Deriver:
        """What keeps the brand's derived rows true."""
        classifier = shared(self.classifier, self._crew) if self._crew else self.classifier
        return Deriver(self.store, self.brand, self.rules, classifier)

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

"""What one job with the store works with: the brand's services, made when first asked for."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from analyzers.classifier.protocol import Classifier
from analyzers.exchanges import Rules
from analyzers.forecast.model import ForecastModel
from analyzers.reports import Report
from bot.config import Config
from bot.services.derive import Deriver
from bot.services.report import Asked, report
from bot.services.review import Reviewer
from storage.errors import ConfigError
from storage.models import Brand, to_millis
from storage.store import Store


class Tools:
    """One job's tools; use them on the store's thread alone."""

    def __init__(
        self, store: Store, config: Config, classifier: Classifier, forecaster: ForecastModel, now: datetime
    ) -> None:
        """``now`` is the moment the job began."""
        self.store, self.config, self.classifier, self.forecaster = store, config, classifier, forecaster
        self.now = now

    @property
    def brand(self) -> Brand:
        """The brand as it is set up."""
        return self.config.brand.brand()

    @property
    def millis(self) -> int:
        """``now`` in milliseconds."""
        return to_millis(self.now)

    @cached_property
    def deriver(self) -> Deriver:
        """What keeps the brand's derived rows true."""
        section = self.config.exchanges
        return Deriver(self.store, self.brand, Rules(frozenset(section.means), section.gap), self.classifier)

    @cached_property
    def reviewer(self) -> Reviewer:
        """The queue."""
        return Reviewer(self.deriver, self.config.review)

    def report(self, days: int | None) -> Report:
        """The report of the last days, as of now. Raises ConfigError, NothingToReportError."""
        if not self.config.brand.accounts and not self.config.brand.roles:
            raise ConfigError("Nobody speaks for the brand yet.", "Set it up with /setup.")
        self.deriver.ensure()
        own, asked = self.deriver.side().own, Asked(days, self.now)
        mode = self.config.privacy.individuals
        return report(self.store, self.brand, own, asked, self.config.report, self.forecaster, mode)

"""What the commands in Discord work with: the store on its thread, the configuration, the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from analyzers.classifier.protocol import Classifier
from analyzers.forecast.model import ForecastModel
from bot.config import Config
from bot.services.settings import overlaid, set_up
from bot.services.tools import Tools
from storage.store import Store
from storage.worker import StoreWorker

P = ParamSpec("P")
R = TypeVar("R")
Changed = Callable[[Config], Awaitable[None]]


def _load_classifier() -> Classifier:
    from analyzers.classifier import load  # noqa: PLC0415  loads only where it is used

    return load()


def _load_forecaster() -> ForecastModel:
    from analyzers.forecast.model import shipped  # noqa: PLC0415  loads only where it is used

    return shipped()


class Office:
    """Gives jobs to the store's thread, and knows the configuration with what was set up by command."""

    def __init__(
        self,
        worker: StoreWorker,
        config: Config,
        *,
        classifier: Callable[[], Classifier] = _load_classifier,
        forecaster: Callable[[], ForecastModel] = _load_forecaster,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``classifier`` and ``forecaster`` are called on the store's thread, at the first job."""
        self.worker, self.config, self.clock = worker, config, clock
        self._file, self._make_classifier, self._make_forecaster = config, classifier, forecaster
        self._classifier: Classifier | None = None
        self._forecaster: ForecastModel | None = None
        #: Told of every change of the configuration.
        self.listeners: list[Changed] = []
        #: Public threads with their parents, as of the last job; who may read them follows from that.
        self.threads: dict[str, str] = {}
        self._version: tuple[int, ...] = ()

    async def ask(self, job: Callable[Concatenate[Tools, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``job(tools, ...)`` on the store's thread and return its result."""
        return await self.worker.run(lambda store: job(self._tools(store), *args, **kwargs))

    def _tools(self, store: Store) -> Tools:
        self._classifier = self._classifier or self._make_classifier()
        self._forecaster = self._forecaster or self._make_forecaster()
        version = store.version()
        if self._version != version:
            self.threads.update(store.open_threads())
            self._version = version
        return Tools(store, self.config, self._classifier, self._forecaster, self.clock())

    async def load(self) -> None:
        """Take up what was set up by command. Raises ConfigError."""
        self.config = await self.worker.run(lambda store: overlaid(self._file, store.settings()))

    async def set_up(self, changes: Mapping[str, Any]) -> None:
        """Keep settings, use them from now on, and tell everybody who listens. Raises ConfigError."""
        self.config = await self.worker.run(lambda store: set_up(store, self._file, changes))
        for listener in self.listeners:
            await listener(self.config)

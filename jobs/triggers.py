"""When a job fires. Both triggers name the same instants in every daemon, whatever happens to its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from enrich.errors import ConfigError
from enrich.model import Instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CRON_WEEKDAY = 4
HOUR_FIELD = CronTrigger.FIELD_NAMES.index("hour")


def to_instant(moment: datetime) -> Instant:
    return Instant((moment - EPOCH) // MICROSECOND)


class Every(BaseTrigger):  # type: ignore[misc]
    """Fires at the multiples of an interval since 1970 UTC, so that daylight saving does not exist for it."""

    def __init__(self, interval: timedelta) -> None:
        if interval < timedelta(seconds=1):
            raise ConfigError("a job cannot run that often", found=str(interval), allowed="1 second or more")
        self.interval = interval

    def __repr__(self) -> str:
        return f"<Every {self.interval}>"

    def first(self, now: datetime) -> datetime:
        """A new job is due at once: the last multiple that has passed counts as missed."""
        return self._multiple((now - EPOCH) // self.interval)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The first multiple after `previous`; of several that were missed only the last."""
        if previous is None:
            return self._multiple(-((EPOCH - now) // self.interval))
        return max(self._multiple((previous - EPOCH) // self.interval + 1), self.first(now))

    def _multiple(self, number: int) -> datetime:
        return EPOCH + number * self.interval


class Cron(CronTrigger):  # type: ignore[misc]
    """Fires at local wall-clock times given as five crontab fields.

    In the night when clocks go back an hour happens twice: a job of fixed hours runs the first time only, a job of
    every hour (`*`) both times. In spring a time that does not exist is taken an hour later. Where both a day of the
    month and a weekday are given, both must hold.
    """

    @classmethod
    def parse(cls, text: str, timezone: tzinfo | None) -> Cron:
        """`minute hour day month weekday`, weekdays by name ("mon-fri"). Raises ConfigError."""
        fields = text.split()
        allowed = "minute hour day month weekday, such as 30 2 * * mon-fri"
        if len(fields) == 5 and any(sign.isdigit() for sign in fields[CRON_WEEKDAY].split("/")[0]):
            raise ConfigError("weekdays are given by name", found=fields[CRON_WEEKDAY], allowed="mon to sun")
        try:
            trigger: Cron = cls.from_crontab(text, timezone)
        except ValueError as error:
            raise ConfigError("this is no crontab line", found=text, allowed=allowed) from error
        return trigger

    def first(self, now: datetime) -> datetime | None:
        """A new job waits for its time."""
        return self.get_next_fire_time(None, now)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The first time after `previous`, or from `now` on, in UTC; None when there is none any more."""
        every_hour = str(self.fields[HOUR_FIELD]) == "*"
        local = self._after(previous) if previous is not None else super().get_next_fire_time(None, now)
        while local is not None and local.fold and not every_hour:
            local = self._after(local.astimezone(UTC))
        return None if local is None else local.astimezone(UTC)

    def _after(self, moment: datetime) -> datetime | None:
        """Strictly later than `moment`, which APScheduler does not promise where its `now` is not later too."""
        later: datetime | None = super().get_next_fire_time(moment, moment + timedelta(seconds=1))
        return later

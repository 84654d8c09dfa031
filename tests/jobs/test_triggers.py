"""When jobs fire: arithmetic of triggers under jumping clocks and daylight saving."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import ConfigError
from jobs.triggers import Cron, Every, to_instant

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]
SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)
CRONS = ["30 2 * * *", "*/20 * * * *", "0 */2 * * *", "15 1,2,3 * * mon-sun", "45 * * * *", "0 0 1 * *"]


def firings(trigger, times) -> list[datetime]:
    """What a scheduler fires that looks at the clock at these times, as APScheduler does with coalescing."""
    due, fired = trigger.get_next_fire_time(None, times[0]), []
    for now in times:
        missed = None
        while due is not None and due <= now:
            missed, due = due, trigger.get_next_fire_time(due, now)
        if missed is not None:
            fired.append(missed)
            due = trigger.get_next_fire_time(missed, now)
    return fired


def steadily(start: datetime, hours: float, seconds: int = 60) -> list[datetime]:
    return [start + timedelta(seconds=s) for s in range(0, int(hours * 3600), seconds)]


@st.composite
def jumping_clocks(draw) -> list[datetime]:
    """Times at which a daemon looks, while the clock runs, jumps an hour both ways, and the daemon sleeps."""
    now = draw(st.sampled_from([SPRING, AUTUMN])) + timedelta(
        seconds=draw(st.integers(0, 86_400)), microseconds=draw(st.integers(0, 999_999))
    )
    times = [now]
    for step in draw(
        st.lists(st.sampled_from([1, 30, 600, 3600, -3600, 3601, -1800, 86_400]), min_size=5, max_size=60)
    ):
        now += timedelta(seconds=step)
        times.append(now)
    return times


@given(jumping_clocks(), st.sampled_from([1, 60, 900, 3600, 5400, 86_400]))
def test_an_interval_never_fires_twice_however_the_clock_jumps(times, seconds):
    fired = firings(Every(timedelta(seconds=seconds)), times)
    assert fired == sorted(set(fired))
    assert all(to_instant(moment) % (seconds * 1_000_000) == 0 for moment in fired)


@given(jumping_clocks(), st.sampled_from(CRONS), st.sampled_from(ZONES))
def test_cron_never_fires_twice_however_the_clock_jumps(times, cron, zone):
    fired = firings(Cron.parse(cron, zone), times)
    assert fired == sorted(set(fired))


@given(st.sampled_from(["30 2 * * *", "0 */2 * * *", "15 1,2,3 * * *"]), st.sampled_from(ZONES))
def test_fixed_hours_fire_once_in_the_night_that_has_an_hour_twice(cron, zone):
    fired = firings(Cron.parse(cron, zone), steadily(AUTUMN, 24 * 9, 600))
    walls = Counter(moment.astimezone(zone).replace(tzinfo=None, fold=0) for moment in fired)
    assert set(walls.values()) == {1}


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_a_daily_job_fires_every_day_of_the_year_once(start):
    fired = firings(Cron.parse("30 2 * * *", BERLIN), steadily(start, 24 * 4))
    days = [moment.astimezone(BERLIN).date() for moment in fired]
    assert days == sorted(set(days))
    assert len(days) == 4


def test_a_time_that_does_not_exist_is_taken_an_hour_later():
    (fired,) = firings(Cron.parse("30 2 * * *", BERLIN), steadily(SPRING, 20))
    assert fired == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_job_of_every_hour_fires_in_both_of_the_same_name():
    fired = firings(Cron.parse("0 * * * *", BERLIN), steadily(AUTUMN, 24))
    gaps = {later - earlier for earlier, later in pairwise(fired)}
    assert gaps == {timedelta(hours=1)}


@pytest.mark.parametrize(
    "trigger", [Every(timedelta(hours=6)), Cron.parse("*/10 * * * *", BERLIN)], ids=["every", "cron"]
)
def test_downtime_of_any_length_is_one_firing(trigger):
    for days in (1, 40):
        start = AUTUMN - timedelta(days=20, seconds=17)
        back = start + timedelta(days=days)
        fired = firings(trigger, [start, back, back + timedelta(seconds=1), back + timedelta(seconds=2)])
        assert len(fired) == 1
        assert back - fired[0] < timedelta(hours=6)


def test_years_of_missed_seconds_are_passed_over_at_once():
    trigger, now = Every(timedelta(seconds=1)), AUTUMN
    assert trigger.get_next_fire_time(now - timedelta(days=5000), now) == now


def test_an_interval_starts_with_a_firing_and_cron_waits_for_its_time():
    now = datetime(2026, 11, 22, 10, 17, tzinfo=UTC)
    assert Every(timedelta(hours=6)).first(now) == datetime(2026, 11, 22, 6, tzinfo=UTC)
    assert Every(timedelta(hours=6)).get_next_fire_time(None, now) == datetime(2026, 11, 22, 12, tzinfo=UTC)
    on_time = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert Every(timedelta(hours=6)).get_next_fire_time(None, on_time) == on_time
    assert Cron.parse("0 6 * * *", UTC).first(now) == datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.mark.parametrize("trigger", [Every(timedelta(hours=6)), Cron.parse("5 4 * * mon-fri", BERLIN)])
def test_triggers_can_be_stored(trigger):
    stored = pickle.loads(pickle.dumps(trigger))
    assert repr(stored) == repr(trigger)
    assert stored.get_next_fire_time(None, AUTUMN) == trigger.get_next_fire_time(None, AUTUMN)


def test_weekdays_are_those_that_are_named():
    fired = firings(Cron.parse("0 12 * * sat,mon", UTC), steadily(SPRING - timedelta(days=3), 24 * 9, 3600))
    assert {moment.strftime("%a") for moment in fired} == {"Sat", "Mon"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0 5 * * 1-5", "weekdays are given by name"),
        ("0 5 * *", "no crontab line"),
        ("0 5 * * * *", "no crontab line"),
        ("61 5 * * *", "no crontab line"),
        ("daily", "no crontab line"),
        ("0 5 * * sunday-ish", "no crontab line"),
    ],
)
def test_a_line_that_is_none_is_refused(text, reason):
    with pytest.raises(ConfigError, match=reason):
        Cron.parse(text, UTC)


def test_an_interval_below_a_second_is_refused():
    with pytest.raises(ConfigError, match="that often"):
        Every(timedelta(seconds=0.5))

from django.core.cache import cache

from common import clock, heartbeat


def test_the_last_sign_of_life_with_its_facts() -> None:
    with clock.travel(1_000_000) as forward:
        heartbeat.beat("ingest", rate=5)
        forward(1)
        heartbeat.beat("ingest", rate=7)
        forward(2.5)
        found = heartbeat.last("ingest")
    assert found == heartbeat.Heartbeat(2_000_000, {"rate": 7})


def test_its_age() -> None:
    with clock.travel(0) as forward:
        heartbeat.beat("cron")
        found = heartbeat.last("cron")
        assert found is not None
        forward(2.5)
        assert found.age_seconds() == 2.5
        forward(-10)
        assert found.age_seconds() == 0.0


def test_a_part_that_never_gave_one_has_none() -> None:
    heartbeat.beat("cron")
    assert heartbeat.last("ingest") is None


def test_a_lost_cache_is_a_sign_that_was_not_given() -> None:
    heartbeat.beat("cron")
    cache.clear()
    assert heartbeat.last("cron") is None

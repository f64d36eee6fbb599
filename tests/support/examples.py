"""Numbers of examples of property tests: a tenth in `make quick`, a hundred times as many in `make fuzz`."""

from hypothesis import HealthCheck, settings

# No deadline: on a busy machine a slow example is no failure.
settings.register_profile("full", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("full"), max_examples=10)
settings.register_profile("fuzz", settings.get_profile("full"), max_examples=10_000)
settings.load_profile("full")

_TIMES = {"quick": 0.1, "fuzz": 100}


def examples(count: int, *suppressed: HealthCheck) -> settings:
    """Return settings for a property test with another number of examples than the default."""
    usual = settings.default
    assert usual is not None
    times = _TIMES.get(settings.get_current_profile_name(), 1)
    checks = [*usual.suppress_health_check, *suppressed]
    return settings(max_examples=max(round(count * times), 5), suppress_health_check=checks)

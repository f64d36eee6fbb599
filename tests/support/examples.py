"""Numbers of examples of property tests: all of them in `make test`, a tenth in `make quick`."""

from hypothesis import HealthCheck, settings

QUICK = "quick"

# No deadline: on a busy machine a slow example is no failure.
settings.register_profile("full", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(QUICK, settings.get_profile("full"), max_examples=10)
settings.load_profile("full")


def examples(count: int, *suppressed: HealthCheck) -> settings:
    """Return settings for a property test with another number of examples than the default."""
    usual = settings.default
    assert usual is not None
    quick = settings.get_current_profile_name() == QUICK
    checks = [*usual.suppress_health_check, *suppressed]
    return settings(max_examples=max(count // 10, 5) if quick else count, suppress_health_check=checks)

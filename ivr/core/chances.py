"""How probable counts are if nothing but chance is at work. Pure arithmetic."""

from math import exp, inf, lgamma, log, log1p


def at_least(successes: int, trials: int, chance: float) -> float:
    """Return the probability of so many successes or more, each with a ``chance`` from 0 to 1 (binomial test)."""
    if chance >= 1:
        return 1.0
    term = exp(_log_choose(trials, successes) + successes * log(chance) + (trials - successes) * log1p(-chance))
    total = 0.0
    for number in range(successes, trials + 1):
        total += term
        term *= (trials - number) / (number + 1) * chance / (1 - chance)
    return total


def so_few(successes: int, trials: int, successes_before: int, trials_before: int) -> float:
    """Return the probability of so few successes if their share is that of before (Fisher's exact test, one-sided)."""
    both, total = successes + successes_before, trials + trials_before
    fewest = max(0, both - trials_before)
    of_all = _log_choose(total, both)
    return sum(
        exp(_log_choose(trials, number) + _log_choose(trials_before, both - number) - of_all)
        for number in range(fewest, successes + 1)
    )


def none_came(expected: float, seen: float) -> float:
    """Return the probability that nothing comes where ``expected`` come on average (Poisson).

    The average itself is known only from ``seen``, the number that were counted: so it is a gamma distribution, and the
    probability is that of the negative binomial distribution. With many seen it is ``exp(-expected)``.
    """
    return exp(-seen * log1p(expected / seen)) if seen else 1.0


def _log_choose(all_of_them: int, some: int) -> float:
    if not 0 <= some <= all_of_them:
        return -inf
    return lgamma(all_of_them + 1) - lgamma(some + 1) - lgamma(all_of_them - some + 1)

"""Routes are compiled once in a process of tests; each service in it would compile its hundred and fifty anew."""

from types import MethodType
from typing import Any

from werkzeug.routing import Rule

_compile = Rule.compile
_MADE = ("arguments", "_parts", "_trace", "_converters", "_build", "_build_unknown")
"""What Werkzeug compiles of a rule."""
_kept: dict[object, dict[str, Any]] = {}


def compile_once(rule: Rule) -> None:
    """Compile as Werkzeug does, or take what another rule with the same address was compiled to."""
    assert rule.map
    converters = tuple(rule.map.converters.values())
    key = (type(rule), rule.rule, rule.merge_slashes, rule.subdomain, rule.host, repr(rule.defaults), converters)
    if key not in _kept:
        _compile(rule)
        _kept[key] = {name: getattr(rule, name) for name in _MADE}
        return
    for name, made in _kept[key].items():
        setattr(rule, name, MethodType(made.__func__, rule) if isinstance(made, MethodType) else made)


Rule.compile = compile_once  # type: ignore[assignment, method-assign]

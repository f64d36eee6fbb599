"""Routes that are quick to add."""

from collections.abc import Callable
from functools import cache, partial

from werkzeug.routing import Rule


class LateRule(Rule):
    """A route that compiles how its address is built when one is built, and not when the route is added.

    Of the console's hundred and fifty, Werkzeug would compile all when a process starts, which takes a tenth of a
    second.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, append_unknown))

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            return compiled()(rule, **values)

        return build

"""Work in a thread of its own, for those who can't wait for it longer than a time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def in_time(work: Callable[[], T], seconds: float) -> T:
    """Run work in a thread of its own and return its result.

    After the time limit the thread goes on: a read from a socket with a silent peer can't be interrupted.

    Raises:
        TimeoutError: the work took longer than ``seconds``.
    """
    future = started(work)
    try:
        return future.result(seconds)
    except TimeoutError:
        if future.done():
            raise
        raise TimeoutError(f"no answer in {seconds:g} s") from None


def started(work: Callable[[], T]) -> Future[T]:
    """Start work in a thread of its own and return the future of its result."""
    future: Future[T] = Future()
    threading.Thread(target=_run, args=(work, future), daemon=True).start()
    return future


def _run(work: Callable[[], T], future: Future[T]) -> None:
    try:
        future.set_result(work())
    except Exception as error:  # noqa: BLE001 - Future.result raises it again in the waiting thread
        future.set_exception(error)

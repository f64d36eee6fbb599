"""What only PostgreSQL needs: time limits of a connection, and several servers of which one can be written.

Of the servers that one DATABASE_URL names, one is the primary. The others are standbys, until one of them is promoted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection

from ivr.store.patience import Patience

_SESSION = {
    # Close connections to a silent peer (fail-over, lost NAT state) after seconds; the default takes 15 minutes.
    "tcp_user_timeout": 3000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}
_CAN_BE_WRITTEN = "read-write"
_READ_ONLY = "25006"
"""The SQLSTATE of a statement that writes, on a standby or a server that is read-only."""


def open_postgresql(url: URL, patience: Patience) -> Engine:
    """An engine for one server, or for that of several that can be written.

    A commit is confirmed when it is on the disk, and on the disk of as many standbys as the server waits for
    (``synchronous_standby_names``), whatever else is set for the role or the database.
    """
    busy = patience.lock
    limits = f"-c statement_timeout={1000 * busy + 3000} -c lock_timeout={1000 * busy} -c synchronous_commit=on"
    arguments = _SESSION | {"options": limits, "connect_timeout": patience.connect}
    engine = create_engine(url, pool_pre_ping=True, pool_timeout=busy, connect_args=arguments, hide_parameters=True)
    _, parameters = engine.dialect.create_connect_args(url)
    if "," in (hosts := str(parameters.get("host", ""))):
        event.listen(engine, "do_connect", _servers(hosts, str(parameters.get("port", ""))).connect)
    event.listen(engine, "handle_error", _leave_if_read_only)
    return engine


@dataclass(frozen=True, slots=True)
class Standbys:
    """The standbys of a server.

    Attributes:
        names: what commits wait for, in the words of ``synchronous_standby_names``; empty if they wait for none.
        following: how many receive the log of writes.
        synchronous: how many of these are among the names; None if our role may not see it.
        waiting: how many commits of our role have waited for a standby for more than two seconds.
    """

    names: str
    following: int
    synchronous: int | None
    waiting: int


def standbys(connection: Connection) -> Standbys:
    """Return the standbys of the server."""
    return Standbys(*connection.execute(_STANDBYS).one())


_STANDBYS = text(
    "SELECT current_setting('synchronous_standby_names'), count(*),"
    " CASE WHEN count(sync_state) = count(*) THEN count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')) END,"
    " (SELECT count(*) FROM pg_stat_activity"
    "  WHERE wait_event = 'SyncRep' AND query_start < clock_timestamp() - interval '2 seconds')"
    " FROM pg_stat_replication"
)


class _Servers:
    """The servers of one address. Each attempt begins with the one that this process has reached last.

    A server that is silent costs two seconds whenever it is tried, which is more than a call waits for. So all
    connections of a process share what one of them has found.
    """

    def __init__(self, servers: Sequence[tuple[str, str]]) -> None:
        self._servers = servers
        self._reached = servers[0]

    def connect(
        self, dialect: Dialect, _: object, arguments: Sequence[Any], parameters: Mapping[str, Any]
    ) -> DBAPIConnection:
        """Connect to the first server that can be written; a listener of the event ``do_connect``."""
        failed: Any = dialect.loaded_dbapi.OperationalError
        refusals = []
        for server in sorted(self._servers, key=lambda each: each != self._reached):
            host, port = server
            here = {"target_session_attrs": _CAN_BE_WRITTEN, **parameters, "host": host, "port": port}
            try:
                connection = dialect.connect(*arguments, **here)
            except failed as error:
                refusals.append(f"{host}:{port}: {_reason(error)}")
            else:
                self._reached = server
                return connection
        raise failed("no server can be written: " + "; ".join(refusals))


@cache
def _servers(hosts: str, ports: str) -> _Servers:
    """Return the servers of an address, the same for all engines. One port counts for all hosts."""
    names, numbers = hosts.split(","), ports.split(",")
    return _Servers(list(zip(names, numbers * len(names) if len(numbers) == 1 else numbers, strict=True)))


def _reason(error: Exception) -> str:
    """Return what libpq says of a failed connection, without the address."""
    return str(error).splitlines()[0].rpartition(" failed: ")[2]


def _leave_if_read_only(context: ExceptionContext) -> None:
    """Close all pooled connections to a server that has become read-only: another may be the primary now."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True

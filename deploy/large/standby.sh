# Starts the standby of PostgreSQL. The first time it copies the primary.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	PGPASSWORD=$(cat /run/secrets/replication_password)
	export PGPASSWORD
	pg_basebackup --host primary --username standby --slot standby --write-recovery-conf --pgdata "$PGDATA"
	unset PGPASSWORD
	# If it is promoted, no standby follows it that its commits could wait for.
	echo "synchronous_standby_names = ''" >>"$PGDATA/postgresql.auto.conf"
fi
exec postgres -c cluster_name=standby

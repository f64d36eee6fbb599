# PostgreSQL's image runs this once, when it has made the database: the standby may copy and follow the primary, and
# each commit waits for the standby (from the next start on, which comes at once).
set -eu
psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/replication_password)" <<'END'
CREATE ROLE standby LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('standby');
ALTER SYSTEM SET synchronous_standby_names = 'standby';
END
echo "host replication standby samenet scram-sha-256" >>"$PGDATA/pg_hba.conf"

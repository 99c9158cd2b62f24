# A private PostgreSQL for the tests, to be sourced: a folder holds its data and its socket.
# No TCP port; fsync is off because the data does not outlive the test.

postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)

# As root the server runs as the package's user.
postgres_as() {
	if [ "$(id -u)" -eq 0 ]; then
		runuser -u postgres -- "$@"
	else
		"$@"
	fi
}

# usage: postgres_start DIR [initdb options]
postgres_start() {
	pg_dir=$1
	shift
	mkdir -p "$pg_dir" && chmod 700 "$pg_dir" || return 1
	if [ "$(id -u)" -eq 0 ]; then chown postgres "$pg_dir" || return 1; fi
	(cd "$pg_dir" && postgres_as "$postgres_bin/initdb" -D "$pg_dir/data" -U postgres -A trust -E UTF8 \
		--locale=C "$@" > "$pg_dir/../initdb.log" 2>&1) || { cat "$pg_dir/../initdb.log" >&2; return 1; }
	(cd "$pg_dir" && postgres_as "$postgres_bin/pg_ctl" -D "$pg_dir/data" -w -s -l "$pg_dir/log" \
		-o "-c listen_addresses='' -c unix_socket_directories='$pg_dir' -c fsync=off -c max_connections=50" \
		start) || return 1
}

postgres_url() {
	echo "postgresql:///postgres?host=$1&user=postgres"
}

postgres_stop() {
	if [ -f "$1/data/postmaster.pid" ]; then
		(cd "$1" && postgres_as "$postgres_bin/pg_ctl" -D "$1/data" -m immediate -w -s stop)
	fi
}

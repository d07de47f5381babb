#!/usr/bin/env bash
# The private PostgreSQL 15 + PostGIS cluster of this checkout.
#   scripts/postgres.sh start | stop | status | psql [ARGS]
#   scripts/postgres.sh env                print `export DATABASE_URL=…` (starts the cluster when needed)
#   scripts/postgres.sh env NAME           the same for another database of this cluster, created when absent
#   scripts/postgres.sh fresh NAME         the same, emptied first
# Nothing is started when DATABASE_URL is set: then that server is used.
# The cluster listens on a unix socket alone; as root it runs as the system user `postgres`, because initdb refuses root.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
bin=/usr/lib/postgresql/15/bin
tag=$(printf %s "$root" | sha256sum | cut -c1-8)
mkdir -p var

owner=$(id -un)
[ "$(id -u)" = 0 ] && owner=postgres
# from /: the server's user may not be able to enter this directory
as_owner() { if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u "$owner" -- "$@"); else "$@"; fi; }

# where the data lie: var/pg, unless the server's user cannot reach it (a checkout below /root, say)
if [ -e var/pg.path ]; then base=$(cat var/pg.path)
elif [ "$(id -u)" = 0 ] && ! runuser -u "$owner" -- test -x "$root/var"; then base=/var/lib/shangyou/$tag
else base=$root/var/pg
fi
socket=$base/socket
[ ${#socket} -gt 80 ] && socket=/tmp/shangyou-$tag   # a unix socket's path is limited to 107 bytes
url() { printf 'postgresql://shangyou@/%s?host=%s' "${1:-shangyou}" "$(printf %s "$socket" | sed 's/ /%20/g')"; }

running() { [ -f "$base/data/postmaster.pid" ] && as_owner "$bin/pg_ctl" -D "$base/data" status >/dev/null 2>&1; }

create() {
  [ -x "$bin/initdb" ] || { echo "PostgreSQL 15 is not installed; run scripts/setup.sh first" >&2; exit 1; }
  [ -f "$base/data/PG_VERSION" ] && return 0
  echo "· 建立数据库集群 database cluster ($base)" >&2
  mkdir -p "$base"; printf %s "$base" > var/pg.path
  [ "$(id -u)" = 0 ] && chown "$owner" "$base"
  rm -rf "$base/data"
  as_owner "$bin/initdb" -D "$base/data" -U shangyou --auth=trust --encoding=UTF8 --locale=C.UTF-8 > var/initdb.log 2>&1 \
    || { tail -5 var/initdb.log >&2; exit 1; }
  as_owner tee -a "$base/data/postgresql.conf" > /dev/null <<CONF
listen_addresses = ''
shared_buffers = 256MB
work_mem = 16MB
max_connections = 120
jit = off
timezone = 'Asia/Shanghai'
CONF
}

start() {
  create
  if ! running; then
    as_owner mkdir -p "$socket"; as_owner chmod 0700 "$socket"
    as_owner "$bin/pg_ctl" -D "$base/data" -l "$base/server.log" -w -t 60 -o "-k '$socket'" start > /dev/null \
      || { as_owner tail -5 "$base/server.log" >&2; echo "数据库启动失败 the database did not start; see $base/server.log" >&2; exit 1; }
  fi
  database shangyou
  url shangyou > var/database.url
}

database() {
  psql "$(url postgres)" -Atc "select 1 from pg_database where datname = '$1'" | grep -q 1 \
    || psql "$(url postgres)" -qc "create database \"$1\"" >/dev/null 2>&1 || true
}

case "${1:-}" in
  start) [ -n "${DATABASE_URL:-}" ] || start ;;
  stop) if [ -z "${DATABASE_URL:-}" ] && running; then as_owner "$bin/pg_ctl" -D "$base/data" -m fast -w stop >/dev/null; fi ;;
  status) if running; then echo up; else echo down; exit 1; fi ;;
  env)
    if [ -n "${DATABASE_URL:-}" ] && [ -z "${2:-}" ]; then printf 'export DATABASE_URL=%q\n' "$DATABASE_URL"; exit 0; fi
    start; database "${2:-shangyou}"; printf 'export DATABASE_URL=%q\n' "$(url "${2:-shangyou}")" ;;
  fresh)
    [ -n "${2:-}" ] || { echo "fresh needs the name of a database" >&2; exit 2; }
    [ -n "${DATABASE_URL:-}" ] && psql=(psql "$DATABASE_URL") || { start; psql=(psql "$(url postgres)"); }
    "${psql[@]}" -qc "drop database if exists \"$2\" with (force)" -c "create database \"$2\"" >/dev/null 2>&1
    printf 'export DATABASE_URL=%q\n' "$(if [ -n "${DATABASE_URL:-}" ]; then printf %s "$DATABASE_URL" | sed -E "s#(://[^/]*)/[^?]*#\1/$2#"; else url "$2"; fi)" ;;
  psql) shift; exec psql "${DATABASE_URL:-$(url)}" "$@" ;;
  *) sed -n '2,8p' "$0"; exit 2 ;;
esac

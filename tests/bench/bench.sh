#!/usr/bin/env bash
# Installs the peers and the judges, makes the fixtures, runs the benchmark and prints a short table:
#   OLD=/another/checkout bench.sh                                this build against that one, and nothing else
#   bench.sh [phase…] [--adapters=ours,libpdf] [--quick] …        everything after it goes to bench.mjs
# The package must be built first (make build). Needs Node 20+, Python 3.11+, Chromium, qpdf, pdfsig, openssl 3, xmlsec1.
set -euo pipefail
if [ -n "${OLD:-}" ]; then OLD=$(realpath "$OLD") && export OLD; fi
cd "$(dirname "$0")"
[ -e ../../js/dist/index.js ] || echo "bench.sh: js/dist is not there, so ours will not be measured (make build)" >&2
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
    touch node_modules/.package-lock.json
fi
: "${BENCH_PYTHON:=$(python3 ../conformance/environment.py)}"
export BENCH_PYTHON
[ -e fixtures/out/nfe-10m.xml ] || "$BENCH_PYTHON" fixtures/gen.py >&2
exec node bench.mjs "$@"

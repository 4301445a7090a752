#!/usr/bin/env bash
# Installs what building and testing need and this machine lacks: Debian packages, the wasm target, the wasm tools, cargo-deny, cargo-mutants.
# Does nothing twice. Without root or sudo it names the packages and stops.
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

# command (or file) that shows it is there: Debian package that brings it
debian_packages() {
    while read -r shown package; do
        command -v "$shown" >/dev/null 2>&1 || [ -e "$shown" ] || printf '%s ' "$package"
    done <<'LIST'
cc gcc
pkg-config pkg-config
/usr/include/openssl/ssl.h libssl-dev
openssl openssl
softhsm2-util softhsm2
pkcs11-tool opensc
chromium chromium
chromedriver chromium-driver
pdfsig poppler-utils
qpdf qpdf
xmlsec1 xmlsec1
pinentry-tty pinentry-tty
python3 python3
/usr/share/doc/python3-venv python3-venv
LIST
}

install_debian_packages() {
    local missing
    missing=$(debian_packages)
    [ -n "$missing" ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "Missing packages, and neither root nor sudo here. Please run: apt-get install $missing" >&2; exit 1; }
        as_root=(sudo)
    fi
    say "Debian packages: $missing"
    "${as_root[@]}" apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

install_wasm_target() {
    local libs
    libs=$(rustc --print target-libdir --target wasm32-unknown-unknown)
    [ -e "$libs" ] && return 0
    say "wasm32-unknown-unknown"
    rustup target add wasm32-unknown-unknown
}

# A tool from crates.io, in one exact version. Built with little optimisation: it is the build time that counts here.
install_crate() {
    local name=$1 command=$2 version=$3
    "$command" --version 2>/dev/null | grep -qwF "$version" && return 0
    say "$name $version (a few minutes, once)"
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        cargo install --quiet "$name" --version "=$version" --force
}

locked_version() { grep -A1 "^name = \"$1\"$" Cargo.lock | sed -n 's/^version = "\(.*\)"/\1/p'; }

install_debian_packages
install_wasm_target
install_crate wasm-bindgen-cli wasm-bindgen "$(locked_version wasm-bindgen)"
install_crate wasm-pack wasm-pack 0.15.1
if [ "${1:-}" = --audit ]; then install_crate cargo-deny cargo-deny 0.20.2; fi
if [ "${1:-}" = --mutants ]; then install_crate cargo-mutants cargo-mutants 27.1.0; fi

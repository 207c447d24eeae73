#!/usr/bin/env bash
# Archives of the program for other machines: Linux x86-64 and ARM64 (static), Windows x86-64; each with the manual,
# completions, rules and examples, and a list of checksums. The same commit gives the same bytes.
#
#   release/build.sh [FOLDER] [TARGET…]
#
# Without targets all three are built; one whose toolchain cannot be installed here is told and left out, and the script
# ends with 1. What can be run here is run once: the program checks its own example.
set -euo pipefail
cd "$(dirname "$0")/.."

out="${1:-target/release-archives}"
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] ||
    targets=(x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-pc-windows-gnu)

version="$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)"
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct 2>/dev/null || echo 946684800)"
export SOURCE_DATE_EPOCH CARGO_INCREMENTAL=0
# No path of this machine in the program.
home="${CARGO_HOME:-$HOME/.cargo}"
export RUSTFLAGS="--remap-path-prefix=$PWD=/gouji --remap-path-prefix=$home=/cargo ${RUSTFLAGS:-}"
# Objects from rustup link by themselves; only Windows needs a linker of its own.
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld

mkdir -p "$out"
out="$(cd "$out" && pwd)"
say() { printf '\n== %s\n' "$*"; }
missing=0

# The manual and completions are written by a program that runs here.
say "this machine: cargo build --release"
cargo build --release --locked
here="$PWD/target/release/gouji"

pack() { # a folder, the archive
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    case "$2" in
    *.zip) (cd "$(dirname "$1")" && find "$(basename "$1")" -type f | LC_ALL=C sort | TZ=UTC zip -X -q -@ "$2") ;;
    *) tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$(dirname "$1")" \
        -cf - "$(basename "$1")" | gzip -n -9 >"$2" ;;
    esac
}

for target in "${targets[@]}"; do
    say "$target"
    if ! rustup target add "$target"; then
        echo "left out: $target cannot be installed here"
        missing=1
        continue
    fi
    if [[ $target == *windows* ]] && ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
        if ! { [ "$(id -u)" = 0 ] && apt-get install -y --no-install-recommends gcc-mingw-w64-x86-64 >/dev/null; }; then
            echo "left out: $target needs x86_64-w64-mingw32-gcc (Debian: gcc-mingw-w64-x86-64)"
            missing=1
            continue
        fi
    fi
    cargo build --release --locked --target "$target"
    name="gouji-$version-$target"
    stage="$(mktemp -d)/$name"
    mkdir -p "$stage/completions"
    program=gouji
    [[ $target == *windows* ]] && program=gouji.exe
    cp "target/$target/release/$program" "$stage/"
    cp README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$stage/"
    cp -r rules examples docs "$stage/"
    "$here" man "$stage/man/man1" >/dev/null
    for shell in bash zsh fish elvish powershell; do
        "$here" completions "$shell" >"$stage/completions/gouji.$shell"
    done
    archive="$out/$name.tar.gz"
    [[ $target == *windows* ]] && archive="$out/$name.zip"
    rm -f "$archive"
    pack "$stage" "$archive"

    # Run where it can be: here, under an emulator, under Wine.
    runner=()
    case "$target" in
    aarch64-*) command -v qemu-aarch64 >/dev/null && runner=(qemu-aarch64) || runner=(skip) ;;
    *windows*) command -v wine >/dev/null && runner=(wine) || runner=(skip) ;;
    esac
    if [ "${runner[0]:-}" = skip ]; then
        echo "not run: nothing here runs $target"
    else
        (cd "$stage" && "${runner[@]}" "./$program" check examples/正确.txt)
    fi
    rm -rf "$(dirname "$stage")"
done

(cd "$out" && find . -maxdepth 1 -name 'gouji-*' -printf '%f\n' | LC_ALL=C sort | xargs -r sha256sum >SHA256SUMS)
say "written to $out"
cat "$out/SHA256SUMS"
exit "$missing"

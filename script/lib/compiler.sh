# The host's C compiler: it links every Rust program and compiles SQLite. Needs say.sh and apt.sh.

c_compiler_ensure() {
  if ! have cc && on_debian; then
    apt_ensure gcc libc6-dev
  fi
  have cc || die "there is no C compiler; install one (macOS: xcode-select --install) and try again"
}

# mold links in a quarter of the time, and the tests are about twenty programs.
fast_linker_ensure() { ! on_debian || apt_ensure mold; }

# Prints the shell line by which gcc finds it, under the ordinary name in a folder of its own.
# Builds and tests use the same line, whoever installed it, because some crates are compiled again
# when it changes.
fast_linker_use() { [ ! -x /usr/libexec/mold/ld ] || echo "export COMPILER_PATH=/usr/libexec/mold"; }

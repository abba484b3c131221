# The host's C compiler: it links every Rust program and compiles SQLite. Needs say.sh and apt.sh.

c_compiler_ensure() {
  if ! have cc && on_debian; then
    apt_ensure gcc libc6-dev
  fi
  have cc || die "there is no C compiler; install one (macOS: xcode-select --install) and try again"
}

# A linker that takes a quarter of the time: there are some twenty test programs. Prints the shell line that names the folder in
# which gcc finds it under the ordinary name. Elsewhere the ordinary one does.
test_linker_ensure() {
  on_debian || return 0
  apt_ensure mold
  echo "export TEST_LINKER=/usr/libexec/mold"
}

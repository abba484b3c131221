# Messages of every script here: one line for each wait, one clear sentence for each failure.

# Progress goes to stderr, so that a command's own output stays clean.
say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

die() {
  printf '\033[1;31merror:\033[0m %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# root_or_die WHAT: stops with a clear sentence if neither root nor sudo is available; WHAT is what
# root has to do.
root_or_die() {
  [ "$(id -u)" = 0 ] || have sudo || die "this needs root, and there is no sudo; please have root do this, and try again: $*"
}

# Runs a command as root, after root_or_die.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Runs a verbose command silently, and shows its output only if it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

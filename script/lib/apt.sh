# Debian packages. Needs say.sh.

on_debian() { have apt-get && have dpkg-query; }

# Installs the missing ones of the named packages in one call; returns at once if none is missing.
apt_ensure() {
  local package missing=""
  for package in "$@"; do
    apt_has "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  root_or_die "apt-get install --no-install-recommends$missing"
  say "installing Debian packages (about a minute):$missing"
  # One unreachable source of many is no reason to stop; what matters is whether the packages can be
  # installed.
  quietly as_root apt-get update || say "apt-get update failed in part; going on with the lists that are there"
  # shellcheck disable=SC2086 # the list is meant to be split
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing ||
    die "apt-get could not install:$missing"
}

apt_has() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = "ii " ]; }

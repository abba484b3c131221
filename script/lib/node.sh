# Node.js and the modules of one folder. Needs say.sh and apt.sh.

# node_ensure VERSION: the lowest major version that works.
node_ensure() {
  if on_debian; then
    have node || apt_ensure nodejs
    have npm || apt_ensure npm
  fi
  have node && have npm || die "Node.js is missing; install version $1 or newer from https://nodejs.org and try again"
  [ "$(node --version | sed 's/v\([0-9]*\).*/\1/')" -ge "$1" ] ||
    die "Node.js $(node --version) is too old; install version $1 or newer from https://nodejs.org and try again"
}

# node_modules_ensure FOLDER WHAT: installs what the folder's lock file names, unless it is
# installed.
node_modules_ensure() {
  local installed="$1/node_modules/.installed.json"
  cmp -s "$1/package-lock.json" "$installed" && return
  say "installing node modules for $2 (a few seconds)"
  # Browsers come from the system, and binaries are inside the modules: no module's script needs to
  # run.
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 quietly npm --prefix "$1" ci --ignore-scripts ||
    die "npm could not install the modules of $1, see above"
  cp "$1/package-lock.json" "$installed"
}

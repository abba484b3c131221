# The programs that the tests use: Chromium with its driver, PostgreSQL, NATS and a mail server.
# Needs say.sh and apt.sh.

# Includes a font, because on a machine without fonts Debian's Chromium draws boxes.
CHROMIUM_PACKAGES="chromium chromium-driver chromium-headless-shell fonts-liberation"

# Prints the shell lines that name the browser, the same browser without windows, its driver and the
# driver's settings. CHROMIUM, CHROMIUM_HEADLESS_SHELL and CHROMEDRIVER may name others in advance.
chromium_ensure() {
  local chromium shell driver
  if on_debian && ! { have "${CHROMIUM:-chromium}" && have "${CHROMEDRIVER:-chromedriver}" && have "${CHROMIUM_HEADLESS_SHELL:-chromium-headless-shell}"; }; then
    # shellcheck disable=SC2086 # the list is meant to be split
    apt_ensure $CHROMIUM_PACKAGES
  fi
  chromium=$(first_program "${CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome") ||
    die "the tests need Chromium; install chromium or Google Chrome, or set CHROMIUM to its path"
  # Otherwise Chromium itself, which takes half as long again.
  shell=$(first_program "${CHROMIUM_HEADLESS_SHELL:-}" chromium-headless-shell chrome-headless-shell) || shell=$chromium
  driver=$(first_program "${CHROMEDRIVER:-}" chromedriver) ||
    die "the tests need Chromium's driver of the same version as $chromium; install chromedriver (Debian: chromium-driver, macOS: brew install chromedriver), or set CHROMEDRIVER to its path"
  mkdir -p target
  node -e '
    const { readFileSync, writeFileSync } = require("node:fs");
    const args = JSON.parse(readFileSync("end2end/chromium-flags.json", "utf8"));
    const settings = { "goog:chromeOptions": { binary: process.argv[1], args } };
    writeFileSync("target/webdriver.json", JSON.stringify(settings));
  ' "$chromium"
  echo "export CHROMIUM=\"$chromium\""
  echo "export CHROMIUM_HEADLESS_SHELL=\"$shell\""
  echo "export CHROMEDRIVER=\"$driver\""
  echo "export WASM_BINDGEN_TEST_WEBDRIVER_JSON=\"$PWD/target/webdriver.json\""
  echo "export WASM_BINDGEN_USE_BROWSER=1"
}

# The tests start their own servers, so only the programs are needed. (TEST_DATABASE_URL and
# TEST_NATS_URL name servers for the contract tests alone: the fault tests break theirs.)
postgres_ensure() {
  if ! postgres_programs && on_debian; then
    apt_ensure postgresql
  fi
  postgres_programs ||
    die "the tests need PostgreSQL's server programs (initdb, pg_ctl); install postgresql (macOS: brew install postgresql@17 and put its bin folder on the PATH)"
  if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    id postgres >/dev/null 2>&1 && have runuser ||
      die "PostgreSQL does not run as root, and there is no user postgres to run it as; run the tests as another user"
  fi
}

# Debian keeps the server's programs outside the PATH, by version.
postgres_programs() {
  { have initdb && have pg_ctl; } || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

nats_ensure() {
  if ! nats_program && on_debian; then
    apt_ensure nats-server
  fi
  nats_program ||
    die "the tests need nats-server; install it (macOS: brew install nats-server)"
}

# Debian keeps it where only root's PATH looks.
nats_program() { have nats-server || [ -x /usr/sbin/nats-server ]; }

# A Python that has aiosmtpd, a mail server. Prints the shell line that names it.
smtp_ensure() {
  if ! smtp_python >/dev/null && on_debian; then
    apt_ensure python3-aiosmtpd
  fi
  smtp_python >/dev/null ||
    die "the tests need a mail server; install aiosmtpd (pip install aiosmtpd), or set TEST_SMTP_PYTHON to a Python that has it"
  echo "export TEST_SMTP_PYTHON=\"$(smtp_python)\""
}

# Debian's packages are for Debian's Python, which need not be the first on the PATH.
smtp_python() {
  local python
  for python in "${TEST_SMTP_PYTHON:-}" /usr/bin/python3 python3; do
    if [ -n "$python" ] && "$python" -c 'import aiosmtpd' >/dev/null 2>&1; then
      echo "$python"
      return
    fi
  done
  return 1
}

# The first of the given programs that exists, as a path.
first_program() {
  local name
  for name in "$@"; do
    if [ -n "$name" ] && command -v "$name" 2>/dev/null; then
      return
    fi
  done
  return 1
}

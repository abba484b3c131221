# Firefox and WebKit, whose engines the tests in Chromium do not cover. Needs say.sh, apt.sh and
# services.sh.

ENGINES_PACKAGES="firefox-esr webkit2gtk-driver xvfb"

# Prints the shell lines that name the browsers. FIREFOX and MINIBROWSER may name others in advance.
engines_ensure() {
  local firefox browser lacks
  if on_debian && [ -n "$(engines_missing)" ]; then
    # shellcheck disable=SC2086 # the list is meant to be split
    apt_ensure $ENGINES_PACKAGES
  fi
  lacks=$(engines_missing)
  [ -z "$lacks" ] ||
    die "the tests need Firefox and WebKitGTK, and there is no$lacks; install Firefox, WebKitGTK's driver with its MiniBrowser and Xvfb (Debian: $ENGINES_PACKAGES), put them on the PATH, or set FIREFOX and MINIBROWSER to their paths"
  firefox=$(firefox_program)
  browser=$(minibrowser_program)
  echo "export FIREFOX=\"$firefox\""
  echo "export MINIBROWSER=\"$browser\""
}

# The missing ones, each after a space.
engines_missing() {
  local program
  firefox_program >/dev/null || printf ' firefox'
  minibrowser_program >/dev/null || printf ' MiniBrowser'
  for program in WebKitWebDriver Xvfb; do
    have "$program" || printf ' %s' "$program"
  done
}

firefox_program() { first_program "${FIREFOX:-}" firefox-esr firefox; }

# It comes with the driver, in a folder named after the architecture and the engine's version, and
# is not on the PATH.
minibrowser_program() { first_program "${MINIBROWSER:-}" /usr/lib/*/webkit2gtk-*/MiniBrowser /usr/libexec/webkit2gtk-*/MiniBrowser; }

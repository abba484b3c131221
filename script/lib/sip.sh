# Third-party SIP clients, with which operators work in the end-to-end tests. Needs say.sh, apt.sh,
# python.sh and tools.sh.

PJSUA_VERSION=2.15.1.post1
SIP_PACKAGES="baresip-core finch linphone-cli openssl sip-tester tmux"

# Prints the shell line that names a Python with PJSIP. TEST_PJSUA_PYTHON may name one in advance.
sip_clients_ensure() {
  local lacks
  if on_debian && [ -n "$(sip_programs_missing)" ]; then
    # shellcheck disable=SC2086 # the list is meant to be split
    apt_ensure $SIP_PACKAGES
  fi
  lacks=$(sip_programs_missing)
  [ -z "$lacks" ] ||
    die "the tests need SIP clients of others, and there is no$lacks; install Linphone's linphonec, finch, baresip, sipp, tmux and openssl (Debian: $SIP_PACKAGES), and put them on the PATH"
  pjsua_ensure
}

# Their missing programs, each after a space.
sip_programs_missing() {
  local program
  for program in linphonec finch baresip sipp tmux openssl; do
    have "$program" || printf ' %s' "$program"
  done
}

# PJSIP comes from PyPI, precompiled, into a folder of its own.
pjsua_ensure() {
  local root="$TOOLS/pjsua2-python-$PJSUA_VERSION"
  pjsua_python "$root" >/dev/null || pip_ensure "$root" "pjsua2-python==$PJSUA_VERSION" || true
  pjsua_python "$root" >/dev/null ||
    die "the tests need the Python module pjsua2; install pjsua2-python from PyPI (pip install pjsua2-python), and set TEST_PJSUA_PYTHON to the Python that has it"
  echo "export TEST_PJSUA_PYTHON=\"$(pjsua_python "$root")\""
}

# The first Python that has the module.
pjsua_python() {
  local python
  for python in "${TEST_PJSUA_PYTHON:-}" "$1/bin/python"; do
    if [ -n "$python" ] && "$python" -c 'import pjsua2' >/dev/null 2>&1; then
      echo "$python"
      return
    fi
  done
  return 1
}

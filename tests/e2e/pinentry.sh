#!/bin/sh
# A pinentry that answers by script, for the tests.
#
# $E2E_PINENTRY is a folder. Each line of its file `answers` answers one dialog, in order:
#   allow        the OK button              block        the third button
#   cancel       the cancel button          pin PIN      types PIN and presses OK
#   wait         stays open until it is killed; its process id is then in the file `open`
# A dialog beyond the last answer is cancelled. What was shown is appended to the file `shown`.
set -u

dir=$E2E_PINENTRY

answer() {
    line=$(head -n 1 "$dir/answers" 2>/dev/null)
    sed -i 1d "$dir/answers" 2>/dev/null
    echo "$1 ${line:-cancel}" >>"$dir/shown"
    case ${line:-cancel} in
    allow) echo OK ;;
    block) echo "ERR 83886194 Not confirmed" ;;
    "pin "*) printf 'D %s\nOK\n' "${line#pin }" ;;
    wait)
        echo $$ >"$dir/open"
        exec sleep 600
        ;;
    *) echo "ERR 83886179 Operation cancelled" ;;
    esac
}

echo "OK ready"
while read -r command; do
    case $command in
    GETPIN | CONFIRM*) answer "${command%% *}" ;;
    SETDESC*) echo "$command" >>"$dir/shown" && echo OK ;;
    BYE*) echo OK && exit 0 ;;
    *) echo OK ;;
    esac
done

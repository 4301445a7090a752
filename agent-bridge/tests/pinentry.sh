#!/bin/sh
# A pinentry that answers by script, for tests. The folder is $E2E_PINENTRY.
#
# Each line of its file `answers` answers one dialog, in order, and is taken out of the file:
#   allow        the OK button              block        the third button
#   cancel       the cancel button          pin PIN      types PIN (Assuan's escapes) and presses OK
#   timeout      pinentry's own clock       wait         stays open until it is killed; its process id is in `open`
# A dialog beyond the last answer is cancelled.
#
# What a person would have seen is appended to its file `shown`: the texts as they came (`SETDESC …`, newline = %0A),
# then `CONFIRM` or `GETPIN`. What was typed is not.
set -u

dir=$E2E_PINENTRY

answer() {
    echo "$1" >>"$dir/shown"
    line=$(head -n 1 "$dir/answers" 2>/dev/null)
    sed -i 1d "$dir/answers" 2>/dev/null
    case ${line:-cancel} in
    allow) echo OK ;;
    block) echo "ERR 83886194 Not confirmed <Pinentry>" ;;
    timeout) echo "ERR 83886142 Timeout <Pinentry>" ;;
    "pin "*) printf 'D %s\nOK\n' "${line#pin }" ;;
    wait)
        echo $$ >"$dir/open"
        exec sleep 600
        ;;
    *) echo "ERR 83886179 Operation cancelled <Pinentry>" ;;
    esac
}

echo "OK Pleased to meet you"
while read -r command; do
    case $command in
    GETPIN | CONFIRM*) answer "${command%% *}" ;;
    SETTIMEOUT*) echo OK ;;
    SET*) printf '%s\n' "$command" >>"$dir/shown" && echo OK ;;
    BYE*) echo OK && exit 0 ;;
    *) echo OK ;;
    esac
done

#!/bin/sh
# opendepot-runtime for the client programs, run by the test process: starting Node for each call would take most of the test.
# usage: runtime.sh SOCKET RUN WORD…
socket=$1
shift
printf '%s\0' "$@" | curl --silent --show-error --fail-with-body --unix-socket "$socket" --data-binary @- http://runtime/

#!/bin/sh
# Makes the client from the WSDLs that a server gives: sh build.sh https://depot.example.com [folder [further sources]]
set -eu
server=$1 build=${2:-build}
shift $(($# < 2 ? $# : 2))
# Debian's packages; elsewhere jaxws-rt and gson come from Maven.
libraries='/usr/share/jaxws/lib/*:/usr/share/java/gson.jar'

mkdir -p "$build/generated" "$build/classes"
# The packages are named after the name spaces: opendepot.sales.v1 and so on.
for face in sales depot admin; do
  wsimport -Xnocompile -encoding UTF-8 -d "$build/generated" "$server/soap/$face?wsdl"
done
find "$build/generated" -name '*.java' > "$build/sources"
javac -encoding UTF-8 -cp "$libraries" -d "$build/classes" "@$build/sources" "$(dirname "$0")"/*.java "$@"

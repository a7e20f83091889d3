#!/bin/sh
# Makes the client from the WSDLs that a server gives: sh build.sh https://depot.example.com [folder [further sources]]
set -eu
server=$1 build=${2:-build}
shift $(($# < 2 ? $# : 2))
jars=/usr/share/java
axis=$jars/axis.jar:$jars/axis-jaxrpc.jar:$jars/axis-saaj.jar:$jars/wsdl4j.jar:$jars/commons-discovery.jar:$jars/commons-logging.jar
axis=$axis:$jars/javax.mail.jar:$jars/javax.activation.jar

mkdir -p "$build/generated" "$build/classes"
for face in sales depot admin; do
  java -cp "$axis" org.apache.axis.wsdl.WSDL2Java -o "$build/generated" -p "opendepot.$face" "$server/soap/$face?wsdl"
done
find "$build/generated" -name '*.java' > "$build/sources"
# What Axis generates is of the year 2006, and javac notes it. That is all right.
javac -nowarn -encoding UTF-8 -cp "$axis:$jars/gson.jar" -d "$build/classes" \
  "@$build/sources" "$(dirname "$0")"/*.java "$@"
cp -r "$(dirname "$0")/META-INF" "$build/classes"

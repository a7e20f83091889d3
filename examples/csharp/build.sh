#!/bin/sh
# Makes the client from the WSDLs that a server gives: sh build.sh https://depot.example.com [folder]
set -eu
server=$1 build=${2:-build} here=$(dirname "$0")
mkdir -p "$build"
mcs -out:"$build/Generate.exe" -r:System.Web.Services "$here/Generate.cs"
for name in Sales Depot Admin; do
  face=$(echo $name | tr A-Z a-z)
  mono "$build/Generate.exe" "$server/soap/$face?wsdl" "OpenDepot.$name" "$build/$name.cs"
done
mcs -out:"$build/Client.exe" -r:System.Web.Services,System.Web.Extensions "$build"/*.cs "$here/OpenDepot.cs" "$here/Client.cs"

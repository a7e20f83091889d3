#!/bin/sh
# Generates classes for the three interfaces into the folder that is given, one prefix each, since their types share names.
set -e
for face in Sales Depot Admin; do
  url="${SERVER:-http://127.0.0.1:8080}/soap/$(echo $face | tr '[:upper:]' '[:lower:]')?wsdl"
  # It tells of each class on its way.
  said=$(wsdl2perl --prefix "OpenDepot::$face::" --base_path "$1" "$url" 2>&1) || { echo "$said" >&2; exit 1; }
done

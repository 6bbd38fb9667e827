#!/bin/sh
# Serve a house behind TLS, to try it on this machine alone: nginx as an ordinary user, with a certificate of a month
# that nobody vouches for. HOUSE_ADDRESS says at which port, PORT where the house behind it listens.
set -eu
umask 077
PATH=$PATH:/usr/sbin

port=${HOUSE_ADDRESS:-}
port=${port#https://localhost:}
case $port in
    "" | *[!0-9]*) echo "Set HOUSE_ADDRESS to https://localhost:8443, or to another port there." >&2; exit 1 ;;
esac

folder=$(realpath "${DATA_DIR:-var}")/trial
mkdir -p "$folder"
if ! openssl x509 -checkend 86400 -noout -in "$folder/certificate.pem" >/dev/null 2>&1; then
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/key.pem"
    openssl req -x509 -new -key "$folder/key.pem" -days 30 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost -out "$folder/certificate.pem"
fi
sed "s/:8443/:$port/; s/:8000/:${PORT:-8000}/" "$(dirname "$0")/nginx.conf" >"$folder/nginx.conf"

nginx -p "$folder" -e stderr -c nginx.conf  # comes back once it listens
python manage.py serve &
house=$!
trap 'kill "$(cat "$folder/nginx.pid")" $house 2>/dev/null; wait' EXIT
trap exit INT TERM HUP
wait $house

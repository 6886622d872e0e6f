#!/bin/sh
# A hall of its own, on and off. Written by deploy/hall/kit.py; needs root. See docs/hosting/hall-kit.md.
#   hall.sh start | stop
set -eu
here=$$(CDPATH= cd -- "$$(dirname -- "$$0")" && pwd)
run=/run/poll-hall
interface=$interface

# Ends a process, and waits up to five seconds until its port is free.
end() {
	kill "$$1" 2>/dev/null || return 0
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$$1" 2>/dev/null || return 0
		sleep 0.5
	done
}

stop() {
	for each in caddy dnsmasq hostapd; do
		if [ -s "$$run/$$each.pid" ]; then end "$$(cat "$$run/$$each.pid")"; fi
	done
	rm -rf "$$run"
	ip address del $address/$prefix dev "$$interface" 2>/dev/null || true
	ip address del $probe_address/32 dev "$$interface" 2>/dev/null || true
}

start() {
	mkdir -p "$$run"
	# NetworkManager would take the interface back.
	if command -v nmcli >/dev/null; then nmcli device set "$$interface" managed no || true; fi
	if command -v rfkill >/dev/null; then rfkill unblock wifi || true; fi
	ip link set "$$interface" up
	ip address replace $address/$prefix dev "$$interface"
	ip address replace $probe_address/32 dev "$$interface"
	if [ -e "$$here/hostapd.conf" ]; then hostapd -B -P "$$run/hostapd.pid" "$$here/hostapd.conf"; fi
	dnsmasq --conf-file="$$here/dnsmasq.conf" --pid-file="$$run/dnsmasq.pid"
	HOME=$$run XDG_DATA_HOME=$$run XDG_CONFIG_HOME=$$run \
		caddy run --config "$$here/Caddyfile" --adapter caddyfile >"$$run/caddy.log" 2>&1 &
	echo $$! >"$$run/caddy.pid"
	echo "The hall is on: $url"
	echo "The server, as yourself:  set -a; . $$here/poll-server.environment; poll-server serve"
}

case "$${1:-}" in
	start) stop; start ;;
	stop) stop ;;
	*) echo "hall.sh start | stop" >&2; exit 2 ;;
esac

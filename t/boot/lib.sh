# What the tests of a booted machine share; each begins with it. A command that
# fails ends the test.
# shellcheck shell=sh
set -eux
HOST=hearth.example.org

# ask PATH: the status of https://hearth.example.org/PATH.
ask() {
	curl -s -o /dev/null -w '%{http_code}' --max-time 60 \
		--cacert /etc/ssl/certs/hearth.pem --resolve "$HOST:443:127.0.0.1" \
		"https://$HOST$1"
}

# until_asked STATUS PATH: waits until that is the answer, two minutes at most.
until_asked() {
	tries=0
	until [ "$(ask "$2")" = "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 120 ]
		sleep 1
	done
}

# install_package FILE: as automatic upgrades do, which keep files that were edited.
install_package() {
	DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i "$1"
}

# keep_asking PATH: asks once a second, until stop_asking.
keep_asking() {
	rm -f /run/asking-ends
	(
		n=0
		until [ -e /run/asking-ends ]; do
			n=$((n + 1))
			answer=$(ask "$1")
			[ "$answer" = 200 ] || echo "$n: $answer"
			sleep 1
		done
		echo "asked $n times"
	) >/run/asked 2>/dev/null &
}

# stop_asking: fails if an answer was not 200.
stop_asking() {
	touch /run/asking-ends
	wait
	cat /run/asked
	[ "$(wc -l </run/asked)" -eq 1 ]
}

# fails COMMAND...: it must ("!" alone ends no test).
fails() {
	if "$@"; then
		return 1
	fi
}

# no_failed_unit: none of Hearth's is failed.
no_failed_unit() {
	[ -z "$(systemctl list-units --failed --no-legend 'hearth-*')" ]
}

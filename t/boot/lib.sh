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

# ask_many N PATH: the status of each of N requests on one connection, a line each;
# as many a second as one address may have, at most.
ask_many() {
	curl -s -o /dev/null -w '%{http_code}\n' --rate 40/s --max-time 600 \
		--cacert /etc/ssl/certs/hearth.pem --resolve "$HOST:443:127.0.0.1" \
		"https://$HOST$2#[1-$1]"
}

# slowest_of N PATH: how many milliseconds the slowest of N answers took. Only such
# figures of one machine are compared: it may be emulated.
slowest_of() {
	asked=0
	while [ "$asked" -lt "$1" ]; do
		asked=$((asked + 1))
		curl -s -o /dev/null -w '%{time_total}\n' --max-time 60 \
			--cacert /etc/ssl/certs/hearth.pem \
			--resolve "$HOST:443:127.0.0.1" "https://$HOST$2"
	done | sort -n | awk 'END { print int($1 * 1000) + 1 }'
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

# keep_asking PATH: asks once a second, until stop_asking, each time with a question to
# nginx alone, whose time tells how slow the machine is just then.
keep_asking() {
	rm -f /run/asking-ends /run/took /run/took-alone
	(
		n=0
		until [ -e /run/asking-ends ]; do
			n=$((n + 1))
			began=$(date +%s%3N)
			answer=$(ask "$1") || answer="$answer, curl ended with $?"
			echo "$(($(date +%s%3N) - began)) $n" >>/run/took
			[ "$answer" = 200 ] || echo "$n: $answer"
			began=$(date +%s%3N)
			ask /.well-known/acme-challenge/none >/dev/null || :
			echo "$(($(date +%s%3N) - began)) $n" >>/run/took-alone
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

# slowest FILE: the most milliseconds that it notes.
slowest() {
	sort -n "$1" | awk 'END { print int($1) }'
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

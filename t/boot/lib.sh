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

# no_failed_unit: none of Hearth's is failed.
no_failed_unit() {
	[ -z "$(systemctl list-units --failed --no-legend 'hearth-*')" ]
}

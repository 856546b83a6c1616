/*
 * answer: what Hearth makes of rules and wall times, for comparison with
 *others.
 *
 * Reads lines of fields with tabs between them and answers each by a line:
 *
 *	wall ZONE SECONDS
 *		the instant at which clocks show that
 *	rule RRULE START ZONE END MOST
 *		the dates from START on, which need not be one, until before
 *		END and at most MOST, each as WALL=INSTANT; else "refused" and
 *		the code
 *
 *	work RRULE START END
 *		how many days were looked at for all of these dates, and how
 *many microseconds that took, the least of ten times
 *	svix SECRETS NOW ID TIMESTAMP SIGNATURE BODY
 *		"valid" for a delivery that is signed, else "none"
 *	stripe SECRETS NOW SIGNATURE BODY
 *		"valid" for a delivery that Stripe has signed, else "none"
 *	session JWKS ISSUER PARTIES NOW TOKEN
 *		"valid" for a token of a live session, else "none"
 *
 * Times are seconds since 1970.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "crypt/svix.h"
#include "jose/session_token.h"
#include "pay/signature.h"
#include "rule/recurrence.h"
#include "rule/recurrence_text.h"

#include "base/banned.h"

enum { LINE_SIZE = 8192, MEMORY_MAX = 1 << 20 };

static char *
next_field(char **rest)
{
	char *field = strsep(rest, "\t\n");

	bug_if(!field);
	return field;
}

static int64_t
next_number(char **rest)
{
	int64_t v;

	bug_if(!str_to_int(next_field(rest), INT64_MIN / CLOCK_SECOND_US,
	    INT64_MAX / CLOCK_SECOND_US, &v));
	return v;
}

static int64_t
next_time(char **rest)
{
	return next_number(rest) * CLOCK_SECOND_US;
}

static void
answer_wall(char *rest)
{
	const struct zone *zone = timezone_find(next_field(&rest));
	int64_t wall_us = next_time(&rest);

	if (zone)
		printf("%lld\n", (long long)(zone_to_instant(zone, wall_us) /
					     CLOCK_SECOND_US));
	else
		puts("unknown");
}

static void
print_dates(const struct rule_recurrence_set *set, int64_t end_us, int64_t most)
{
	struct rule_recurrence_walk w;
	int64_t wall_us, start_us, end_of_date_us;

	rule_recurrence_begin(&w, set, rule_recurrence_start(set), end_us);
	while (most-- > 0 && rule_recurrence_next(&w, &wall_us)) {
		rule_recurrence_times(set->zone, wall_us, CLOCK_HOUR_US,
		    &start_us, &end_of_date_us);
		printf("%lld=%lld ", (long long)(wall_us / CLOCK_SECOND_US),
		    (long long)(start_us / CLOCK_SECOND_US));
	}
	putchar('\n');
}

static void
answer_rule(char *rest)
{
	const char *text = next_field(&rest);
	struct rule_recurrence_set set = { .start_us = next_time(&rest) };
	struct rule_recurrence rule;
	static struct fault f;
	int64_t end_us;

	fault_clear(&f);
	set.zone = timezone_find(next_field(&rest));
	set.rule = &rule;
	end_us = next_time(&rest);
	bug_if(!set.zone);
	if (rule_recurrence_parse(text, &rule, &f))
		printf("refused %s\n", f.items[0].code);
	else
		print_dates(&set, end_us, next_number(&rest));
}

static void
answer_work(char *rest)
{
	const char *text = next_field(&rest);
	struct rule_recurrence_set set = { .zone = timezone_find("UTC"),
		.start_us = next_time(&rest) };
	int64_t end_us = next_time(&rest), least_us = INT64_MAX, wall_us;
	struct rule_recurrence rule;
	struct rule_recurrence_walk w;
	static struct fault f;

	set.rule = &rule;
	bug_if(rule_recurrence_parse(text, &rule, &f));
	for (int i = 0; i < 10; i++) {
		int64_t began_us = clock_monotonic_us(), took_us;

		rule_recurrence_begin(
		    &w, &set, rule_recurrence_start(&set), end_us);
		while (rule_recurrence_next(&w, &wall_us))
			;
		took_us = clock_monotonic_us() - began_us;
		if (took_us < least_us)
			least_us = took_us;
	}
	printf("%lld %lld\n", (long long)w.days_tested, (long long)least_us);
}

static void
answer_svix(char *rest)
{
	const char *secrets = next_field(&rest);
	int64_t now_s = next_number(&rest);
	struct crypt_svix headers = { .id = next_field(&rest) };
	struct bytes body;

	headers.timestamp = next_field(&rest);
	headers.signature = next_field(&rest);
	body.p = next_field(&rest);
	body.len = strlen(body.p);
	puts(crypt_svix_is_valid(&headers, body, secrets, now_s) ? "valid"
								 : "none");
}

static void
answer_stripe(char *rest)
{
	const char *secrets = next_field(&rest);
	int64_t now_s = next_number(&rest);
	const char *signature = next_field(&rest);
	struct bytes body = { .p = next_field(&rest) };

	body.len = strlen(body.p);
	puts(pay_signature_is_valid(signature, body, secrets, now_s) ? "valid"
								     : "none");
}

static bool
is_session(struct arena *arena, const struct jose_keys *keys,
    const struct jose_session_asked *asked, const char *text)
{
	struct jose_token token;
	struct jose_session session;
	const struct jose_key *key;
	const struct json_value *claims;
	const char *why;

	if (!keys || !jose_session_token_read(arena, text, &token, &why))
		return false;
	key = jose_keys_find(keys, &token);
	claims = key ? jose_token_open(arena, &token, key) : NULL;
	return claims && !jose_session_token_check(claims, asked, &session);
}

static void
answer_session(char *rest)
{
	const char *jwks = next_field(&rest);
	struct jose_session_asked asked = { .issuer = next_field(&rest) };
	struct arena arena;
	const struct jose_keys *keys;

	asked.parties = next_field(&rest);
	asked.now_s = next_number(&rest);
	arena_init(&arena, MEMORY_MAX);
	keys = jose_keys_read(&arena, jwks, strlen(jwks));
	puts(is_session(&arena, keys, &asked, next_field(&rest)) ? "valid"
								 : "none");
	arena_release(&arena);
}

int
main(void)
{
	char line[LINE_SIZE];

	while (fgets(line, sizeof(line), stdin)) {
		char *rest = line;
		const char *kind = next_field(&rest);

		if (str_eq(kind, "wall"))
			answer_wall(rest);
		else if (str_eq(kind, "work"))
			answer_work(rest);
		else if (str_eq(kind, "svix"))
			answer_svix(rest);
		else if (str_eq(kind, "stripe"))
			answer_stripe(rest);
		else if (str_eq(kind, "session"))
			answer_session(rest);
		else
			answer_rule(rest);
	}
	return 0;
}

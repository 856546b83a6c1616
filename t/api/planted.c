#include "t/api/planted.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "t/api/erasure_rows.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

void
given_planted_rooms(void)
{
	given("c", "dan", "/clusters {'name': 'Tea house'}");
	expect(200, as("eve", POST, "/clusters/%s/join", id("c")));
	given("g", "dan", "/groups {'name': 'Readers', 'cluster_id': '%s'}",
	    id("c"));
	expect(200, as("eve", POST, "/groups/%s/join", id("g")));
}

const char *
planted_id(const char *uuid)
{
	struct uuid u;
	const char *hex = "";

	if (engine_now() == DB_POSTGRESQL)
		return text("'%s'", uuid);
	cr_assert(uuid_parse(uuid, &u));
	for (size_t i = 0; i < sizeof(u.b); i++)
		hex = text("%s%02x", hex, u.b[i]);
	return text("X'%s'", hex);
}

static void
keep_names(void)
{
	char made[UUID_TEXT_SIZE];

	for (size_t i = 0; i < N_OF(names); i++) {
		uuid_format(uuid_new(), made);
		keep_id(names[i], made);
	}
}

static const char *
time_literal(int64_t days)
{
	static int64_t now;

	if (!now)
		now = clock_now_us();
	return engine_now() == DB_POSTGRESQL
		   ? text("now() + interval '%d days'", (int)days)
		   : text("%lld", (long long)(now + days * CLOCK_DAY_US));
}

static const char *
name_at(const char **p)
{
	size_t n = 1;

	while (isalnum((unsigned char)(*p)[n]))
		n++;
	*p += n;
	return text("%.*s", (int)n - 1, *p - n + 1);
}

/* The values of a row, in the engine's words. */
static const char *
values_of(const char *p)
{
	static int n;
	const char *out = "";

	while (*p) {
		if (*p == '$') {
			out = text("%s%s", out, planted_id(id(name_at(&p))));
		} else if (*p == '&') {
			out = text("%s%s", out, id(name_at(&p)));
		} else if (*p == '@' && !isalnum((unsigned char)p[1])) {
			bool is_later = p[1] == '@';

			out = text("%s%s", out, time_literal(is_later));
			p += 1 + is_later;
		} else if (*p == '^') {
			out = text(engine_now() == DB_POSTGRESQL ? "%s'\\x%08x'"
								 : "%sX'%08x'",
			    out, n++);
			p++;
		} else {
			out = text("%s%c", out, *p++);
		}
	}
	return out;
}

static void
run_sql(const char *sql)
{
	work_sql(sql, sql);
}

void
given_planted(void)
{
	api_files();
	keep_names();
	given_planted_rooms();
	given_event("e", .by = "dan");
	given_event("p", .by = "eve");
	expect(200, as("dan", PUT,
			"/events/%s/rsvps/me {'status': 'attending', 'note': "
			"'zyxo'}",
			id("p")));
	given_event("sold", .by = "eve");
	given("type", "eve",
	    "/events/%s/ticket-types {'name': 'x', 'payment_type': 'free'}",
	    id("sold"));
	given("had", "dan",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}], 'confirm': true}",
	    id("sold"), id("type"));
	expect(200, as("dan", GET, "/users/me/tickets"));
	expect(
	    200, as("dan", POST, "/tickets/%s/reissue {'holder_name': 'zyxo'}",
		     body("/0/id")));
	given("held", "dan",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("sold"), id("type"));
	expect(201, as("dan", POST, "/groups/%s/messages {'content': 'zyxo'}",
			id("g")));
	with_body("text/plain", PLANTED_TEXT, strlen(PLANTED_TEXT));
	expect(201, as("dan", POST, "/events/%s/files", id("e")));
	run_sql(text("UPDATE users SET email = 'zyxo@planted.example', "
		     "email_key = 'zyxo@planted.example', first_name = 'zyxo', "
		     "last_name = 'zyxo', phone = '" PLANTED_PHONE
		     "', bio = 'zyxo', "
		     "words = 'zyxo' WHERE id = %s",
	    planted_id(id("dan"))));
	run_sql(text("UPDATE session SET ip_address = '" PLANTED_IP
		     "', user_agent = "
		     "'zyxo' WHERE user_id = %s",
	    planted_id(id("dan"))));
	for (size_t i = 0; i < N_OF(planted); i++)
		run_sql(
		    text("INSERT INTO %s (%s) VALUES (%s)", planted[i].table,
			planted[i].columns, values_of(planted[i].values)));
}

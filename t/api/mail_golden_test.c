/*
 * Mails about events and coming in, whole: as their readers get them, against
 * those of t/fixture/mail. With MAIL_GOLDEN=write in the environment these are
 * written anew, to be looked at before they are kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/answer.h"
#include "t/lib/eml.h"
#include "t/lib/given.h"
#include "t/lib/imip.h"
#include "t/lib/work.h"

#include "base/banned.h"

enum { GOLDEN_MAX = 1 << 17, IDS_MAX = 16, TOKEN_MIN = 64 };

/* What is another each time. */
struct reader {
	const char *p;
	char *ids[IDS_MAX];
	int n_ids;
};

#define HEX	"0123456789abcdef"
#define DIGITS	"0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define TOKEN	DIGITS LETTERS "-_"

/* An id is one of those before, or the next. */
static char *
id_text(struct reader *r, size_t len)
{
	char *text_of_it = text("%.*s", (int)len, r->p);

	for (int i = 0; i < r->n_ids; i++)
		if (str_eq(r->ids[i], text_of_it))
			return text("ID-%d", i + 1);
	cr_assert(r->n_ids < IDS_MAX);
	r->ids[r->n_ids++] = text_of_it;
	return text("ID-%d", r->n_ids);
}

static bool
is_uuid(const char *p)
{
	static const char like[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; like[i]; i++)
		if (like[i] == '-' ? p[i] != '-' : !p[i] || !strchr(HEX, p[i]))
			return false;
	return true;
}

/* How long a moment is that a link or code ends at; 0: there is none. */
static size_t
moment_len(const char *p)
{
	static const char end[] = " (UTC)";
	size_t day = strspn(p, "MondayTuesWhrFiSt");
	size_t len = day + strspn(p + day, LETTERS DIGITS ", :");

	return day > 5 && str_has_prefix(p + day, ", ") &&
		       str_has_prefix(p + len - 1, end)
		   ? len - 1 + strlen(end)
		   : 0;
}

/* What stands for the word at p, and how long that is; NULL: itself. */
static char *
replaced(struct reader *r, size_t *len)
{
	static const struct {
		const char *before, *set, *instead;
	} rows[] = {
		{ "rsvp+", TOKEN, "rsvp+TOKEN" },
		{ "/guest/#", TOKEN, "/guest/#TOKEN" },
		{ "=_", TOKEN, "=_BOUNDARY" },
		{ "DTSTAMP:", TOKEN, "DTSTAMP:NOW" },
		{ "CREATED:", TOKEN, "CREATED:NOW" },
		{ "LAST-MODIFIED:", TOKEN, "LAST-MODIFIED:NOW" },
		{ "Date: ", TOKEN ", :+", "Date: NOW" },
		{ "Hearth//Hearth ", DIGITS ".", "Hearth//Hearth VERSION" },
	};

	if (is_uuid(r->p)) {
		*len = 36;
		return id_text(r, *len);
	}
	if ((*len = moment_len(r->p)))
		return text("THEN");
	if ((*len = strspn(r->p, TOKEN)) >= TOKEN_MIN)
		return text("TOKEN");
	if (strchr(" >", *r->p) && strspn(r->p + 1, DIGITS) == 6 &&
	    strchr("\r<", r->p[7])) {
		*len = 7;
		return text("%cCODE", *r->p);
	}
	*len = 1;
	for (size_t i = 0; i < N_OF(rows); i++)
		if (str_has_prefix(r->p, rows[i].before)) {
			*len = strlen(rows[i].before);
			*len += strspn(r->p + *len, rows[i].set);
			return text("%s", rows[i].instead);
		}
	return NULL;
}

static char *
normal(const char *mail)
{
	char *out = text("%*s", GOLDEN_MAX, ""), *to = out;
	struct reader r = { .p = mail };

	while (*r.p) {
		size_t len = 1;
		char *instead = replaced(&r, &len);

		if (instead) {
			memcpy(to, instead, strlen(instead));
			to += strlen(instead);
		} else if (*r.p != '\r') {
			*to++ = *r.p;
		}
		r.p += len;
	}
	*to = '\0';
	return out;
}

static char *
from_base64(const char *body)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = text("%s", body), *to = out;
	unsigned bits = 0, n_bits = 0;

	for (; *body; body++) {
		const char *digit = strchr(digits, *body);

		if (!digit)
			continue;
		bits = (bits << 6 | (unsigned)(digit - digits)) & 0xffff;
		n_bits += 6;
		if (n_bits >= 8)
			*to++ = (char)(bits >> (n_bits -= 8));
	}
	*to = '\0';
	return out;
}

/* Calendars without folds, which ids may lie on both sides of. */
static char *
unfolded(char *body)
{
	char *to = body;

	for (const char *p = body; *p;)
		if (strncmp(p, "\r\n ", 3) == 0)
			p += 3;
		else
			*to++ = *p++;
	*to = '\0';
	return body;
}

static char *
decoded(const char *encoding, char *body)
{
	if (str_has_prefix(encoding, "base64"))
		return unfolded(from_base64(body));
	eml_decode(body);
	return unfolded(body);
}

/* The parts of a mail as they read; all else as it is. */
static char *
with_parts(const char *mail)
{
	static const char header[] = "\r\nContent-Transfer-Encoding: ";
	char *out = text("%s", "");
	const char *p;

	while ((p = strstr(mail, header))) {
		const char *encoding = p + sizeof(header) - 1;
		const char *body = strstr(encoding, "\r\n\r\n") + 4;
		const char *end = strstr(body, "\r\n--=");

		cr_assert(end, "%s", body);
		out = text("%s%.*s%s", out, (int)(body - mail), mail,
		    decoded(encoding, text("%.*s", (int)(end - body), body)));
		mail = end;
	}
	return text("%s%s", out, mail);
}

static const char *
path_of(const char *name)
{
	return text(TOP_SRCDIR "/t/fixture/mail/%s.eml", name);
}

static char *
read_golden(const char *name)
{
	char *out = text("%*s", GOLDEN_MAX, "");
	FILE *f = fopen(path_of(name), "re");

	cr_assert(f, "%s", path_of(name));
	out[fread(out, 1, GOLDEN_MAX - 1, f)] = '\0';
	fclose(f);
	return out;
}

static void
write_golden(const char *name, const char *mail)
{
	FILE *f = fopen(path_of(name), "we");

	cr_assert(f && fputs(mail, f) >= 0 && fclose(f) == 0);
}

/* The last mail to somebody is that one. */
static void
expect_mail(const char *name, const char *address)
{
	const char *mail, *want;
	size_t same = 0;

	work();
	mail = work_mail_raw(address);
	cr_assert(mail, "%s: no mail to %s", name, address);
	mail = normal(with_parts(mail));
	if (getenv("MAIL_GOLDEN"))
		write_golden(name, mail);
	want = read_golden(name);
	while (mail[same] && mail[same] == want[same])
		same++;
	cr_expect(str_eq(mail, want), "%s differs from byte %zu on:\n%.300s",
	    name, same, mail + same);
}

/* ann's event e, or series, of two hours in Berlin. */
static void
given_in_berlin(const char *title, const char *more)
{
	api_set("IMIP_ADDRESS", "rsvp@events.example.org");
	given("e", "ann",
	    "/events {'title': '%s', 'start_time': '2030-06-01T16:00:00Z', "
	    "'end_time': '2030-06-01T18:00:00Z', 'timezone': 'Europe/Berlin', "
	    "'description': 'Bring a chair; and soup.', 'capacity': 1, "
	    "'waitlist': true, 'venue': {'name': 'Cellar', 'address': "
	    "'Main St 1', 'lat': 52.5, 'lon': 13.25}%s}",
	    title, more);
}

static void
invite(const char *user)
{
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id(user)));
}

static int
set_for(const char *user, const char *status)
{
	return as("ann", PUT, "/events/%s/rsvps/%s {'status': '%s'}", id("e"),
	    id(user), status);
}

Test_engines(api_mail_golden, invitations)
{
	given_user("bob");
	given_in_berlin("Jazz", "");
	expect(200, as("ann", POST,
			"/events/%s/invites {'emails': "
			"['gus@else.example']}",
			id("e")));
	expect_mail("invited-stranger", "gus@else.example");
	invite("bob");
	expect_mail("invited", "bob@example.org");
	given_in_berlin("Tea", ", \"rrule\": \"FREQ=WEEKLY;COUNT=2\"");
	invite("bob");
	expect_mail("invited-series", "bob@example.org");
}

Test_engines(api_mail_golden, what_becomes_of_answers)
{
	struct imip_facts facts;

	given_in_berlin("Jazz", "");
	expect(200, decline("bob", "e"));
	expect(200, set_for("bob", "maybe"));
	expect_mail("answer-set", "bob@example.org");
	expect(200, attend("cat", "e"));
	expect(202, attend("dan", "e"));
	given_user("eve");
	invite("eve");
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	facts = (struct imip_facts){ .event = id("e"),
		.token = imip_token(body("/0/id")),
		.name = "x" };
	work();
	imip_take(imip_mail("eve", &facts));
	expect_mail("answer-waits", "eve@example.org");
	expect(200, decline("cat", "e"));
	expect_mail("promoted", "dan@example.org");
	expect(
	    204, as("ann", DELETE, "/events/%s/rsvps/%s", id("e"), id("dan")));
	expect_mail("removed", "dan@example.org");
}

Test_engines(api_mail_golden, what_becomes_of_an_event)
{
	given_in_berlin("Jazz", "");
	expect(200, attend("bob", "e"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '2030-06-01T17:00:00Z', "
			"'online_url': 'https://meet.example/1'}",
			id("e")));
	expect_mail("changed", "bob@example.org");
	expect(200,
	    as("ann", POST,
		"/events/%s/cancel {'reason': 'The cellar is wet.'}", id("e")));
	expect_mail("cancelled", "bob@example.org");
	expect(200, as("ann", POST, "/events/%s/reinstate", id("e")));
	expect_mail("reinstated", "bob@example.org");
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	expect_mail("gone", "bob@example.org");
}

/* Ann cancels a ticket that somebody has for nothing. */
static void
cancel_free(const char *who)
{
	given("free", "ann",
	    "/events/%s/ticket-types {'name': 'Free', 'payment_type': 'free'}",
	    id("e"));
	given("gift", who,
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}], 'confirm': true}",
	    id("e"), id("free"));
	expect(200, as(who, GET, "/users/me/tickets"));
	keep_id("ticket", body("/0/id"));
	expect(200, as("ann", POST, "/tickets/%s/cancel", id("ticket")));
}

Test_engines(api_mail_golden, what_becomes_of_money)
{
	api_set("PAYMENT_INSTRUCTIONS", "To account 7");
	given_in_berlin("Jazz", "");
	given_seat_held("");
	expect(200, as("bob", POST, "/reservations/%s/confirm", id("r")));
	expect(200, as("ann", POST, "/reservations/%s/mark-paid", id("r")));
	expect_mail("tickets-paid", "bob@example.org");
	expect(200, as("ann", POST, "/reservations/%s/refund", id("r")));
	expect_mail("refund-due", "bob@example.org");
	expect(200, as("ann", POST, "/reservations/%s/mark-refunded", id("r")));
	expect_mail("refunded", "bob@example.org");
	cancel_free("bob");
	expect_mail("ticket-cancelled", "bob@example.org");
}

Test_engines(api_mail_golden, what_becomes_of_a_series)
{
	given_in_berlin("Tea", ", \"rrule\": \"FREQ=WEEKLY;COUNT=2\"");
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	keep_id("second", body("/1/id"));
	given_user("bob");
	invite("bob");
	work();
	expect(200, attend("bob", "e"));
	expect(200,
	    as("ann", PATCH, "/events/%s {'location': 'Attic'}", id("second")));
	expect_mail("date-changed", "bob@example.org");
	expect(200,
	    as("ann", PATCH, "/events/%s {'online_url': 'https://x.example/'}",
		id("e")));
	expect_mail("series-changed", "bob@example.org");
	expect(200, as("ann", POST, "/events/%s/cancel", id("second")));
	expect_mail("date-cancelled", "bob@example.org");
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_mail("series-cancelled", "bob@example.org");
}

Test_engines(api_mail_golden, a_half_of_a_series)
{
	given_user("bob");
	given_in_berlin("Tea", ", \"rrule\": \"FREQ=WEEKLY;COUNT=3\"");
	invite("bob");
	work();
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	expect(204,
	    as("ann", DELETE, "/events/%s?apply=following", body("/1/id")));
	expect_mail("series-split", "bob@example.org");
}

Test_engines(api_mail_golden, texts_of_other_scripts)
{
	given_in_berlin("\xe7\xb5\x82\xe3\x82\x8f\xe3\x82\x8a\xe3\x81\xae"
			"\xe3\x81\xaa\xe3\x81\x84\xe9\x9f\xb3\xe6\xa5\xbd"
			"\xe3\x81\xae\xe5\xa4\x9c\xe3\x80\x81\xe3\x82\xb8"
			"\xe3\x83\xa3\xe3\x82\xba\xe3\x81\xa8\xe3\x83\x96"
			"\xe3\x83\xab\xe3\x83\xbc\xe3\x82\xb9",
	    "");
	expect(200, as("ann", PATCH,
			"/users/me {'first_name': "
			"'\xc3\x85sa'}"));
	given_user("bob");
	invite("bob");
	expect_mail("scripts", "bob@example.org");
}

/* A poll of ann's that bob is asked by, which its deadline closes. */
Test_engines(api_mail_golden, polls)
{
	given("g", "ann", "/groups {'name': 'Rowers'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	given("p", "ann",
	    "/polls {'title': 'Outing', 'group_id': '%s', "
	    "'timezone': 'Europe/Berlin', 'options': [{'start_time': '%s'}]}",
	    id("g"), in_hours(24));
	expect_mail("poll-open", "bob@example.org");
	work_sql("UPDATE poll SET deadline = now(), due_at = now()",
	    "UPDATE poll SET deadline = 0, due_at = 0");
	expect_mail("poll-closed", "ann@example.org");
}

/* Until when, and by what, is another each time. */
Test_engines(api_mail_golden, coming_in)
{
	given_admin("root");
	expect(201, as("root", POST,
			"/admin/users {'email': 'new@example.org', "
			"'first_name': 'New', 'last_name': 'Lee'}"));
	expect_mail("account-made", "new@example.org");
}

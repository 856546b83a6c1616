/*
 * One POST for each message, with libcurl.
 */
#include "net/sendgrid.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "json/read.h"
#include "json/write.h"
#include "net/base64.h"
#include "net/curl.h"
#include "text/url.h"

#include "base/banned.h"

enum {
	CONNECT_MS = 15000,
	TOTAL_MS = 60000,
	BODY_MAX = 8 * NET_MESSAGE_MAX,
	ANSWER_MAX = 64 * 1024,
	ACCEPTED = 202
};

struct sendgrid {
	char url[TEXT_URL_HOST_SIZE + 64];
	char *authorization; /* the header; free */
	char *ca_file;	     /* free; NULL: the system's */
	long connect_ms, total_ms;
	bool (*tick)(void *ctx);
	void *ctx;
};

/* One attempt. */
struct attempt {
	CURL *curl;
	struct buf answer;
	struct net_ticker ticker;
};

/* The request's body */

static void
write_address(
    struct json_writer *w, const char *key, const struct net_address *a)
{
	if (key)
		json_key(w, key);
	json_open(w, '{');
	json_member_text(w, "email", a->spec);
	if (a->name[0])
		json_member_text(w, "name", a->name);
	json_close(w, '}');
}

static void
write_to(struct json_writer *w, const struct net_message *m)
{
	json_key(w, "personalizations");
	json_open(w, '[');
	json_open(w, '{');
	json_key(w, "to");
	json_open(w, '[');
	write_address(w, NULL, &m->to);
	json_close(w, ']');
	json_close(w, '}');
	json_close(w, ']');
}

static void
write_form(struct json_writer *w, const char *type, const char *value)
{
	json_open(w, '{');
	json_member_text(w, "type", type);
	json_member_text(w, "value", value);
	json_close(w, '}');
}

static void
write_content(struct json_writer *w, const struct net_message *m)
{
	char type[80];

	json_key(w, "content");
	json_open(w, '[');
	write_form(w, "text/plain", m->text);
	write_form(w, "text/html", m->html);
	if (m->calendar) {
		snprintf(
		    type, sizeof(type), "text/calendar; method=%s", m->method);
		write_form(w, type, m->calendar);
	}
	json_close(w, ']');
}

static void
write_file(struct json_writer *w, const struct net_message *m)
{
	struct buf text;

	if (!m->calendar)
		return;
	buf_init(&text, NET_MESSAGE_MAX);
	net_base64_put(&text, m->calendar, strlen(m->calendar));
	w->buf->failed |= text.failed;
	json_key(w, "attachments");
	json_open(w, '[');
	json_open(w, '{');
	json_member_text(w, "content", buf_text(&text));
	json_member_text(w, "type", "application/ics");
	json_member_text(w, "filename", "invite.ics");
	json_member_text(w, "disposition", "attachment");
	json_close(w, '}');
	json_close(w, ']');
	buf_release(&text);
}

static void
write_headers(struct json_writer *w, const struct net_message *m)
{
	char id[NET_ADDR_SPEC_MAX + 80];

	snprintf(
	    id, sizeof(id), "<%s@%s>", m->id, net_address_domain(&m->from));
	json_key(w, "headers");
	json_open(w, '{');
	json_member_text(w, "Message-ID", id);
	json_member_text(w, "Auto-Submitted", "auto-generated");
	json_close(w, '}');
	json_key(w, "custom_args");
	json_open(w, '{');
	json_member_text(w, "job", m->id);
	json_close(w, '}');
}

/* It rewrites links, which have tokens, and shows pictures of its own. */
static void
write_tracking(struct json_writer *w)
{
	static const char off[] = "{\"click_tracking\":{\"enable\":false,"
				  "\"enable_text\":false},"
				  "\"open_tracking\":{\"enable\":false}}";

	json_key(w, "tracking_settings");
	json_write_raw(w, off, sizeof(off) - 1);
}

bool
net_sendgrid_write(struct buf *out, const struct net_message *m)
{
	struct json_writer w = json_writer(out);

	json_open(&w, '{');
	write_to(&w, m);
	write_address(&w, "from", &m->from);
	if (m->reply_to.spec[0])
		write_address(&w, "reply_to", &m->reply_to);
	json_member_text(&w, "subject", m->subject);
	write_content(&w, m);
	write_file(&w, m);
	write_headers(&w, m);
	write_tracking(&w);
	json_close(&w, '}');
	return !out->failed;
}

/* What the answer means */

enum net_outcome
net_sendgrid_judge(long status, const char **why)
{
	static const struct {
		long from, to;
		enum net_outcome outcome;
		const char *why;
	} rows[] = {
		{ ACCEPTED, ACCEPTED, NET_SENT, "accepted" },
		{ 400, 400, NET_REFUSED, "it does not like the mail" },
		{ 413, 413, NET_REFUSED, "the mail is too large" },
		{ 401, 403, NET_FAILED,
		    "see SENDGRID_API_KEY, and whether SendGrid knows the "
		    "sender" },
		{ 429, 429, NET_FAILED, "it takes no more for now" },
		{ 500, 599, NET_FAILED, "it cannot take mail now" },
	};

	for (size_t i = 0; i < N_OF(rows); i++)
		if (status >= rows[i].from && status <= rows[i].to) {
			*why = rows[i].why;
			return rows[i].outcome;
		}
	*why = "that is no answer of SendGrid's";
	return NET_FAILED;
}

/* The first of {"errors": [{"message": "..."}]}; "" when there is none. */
static const char *
find_message(struct arena *arena, const struct buf *answer)
{
	const struct json_value *v;
	struct fault f;

	if (json_parse(arena, answer->p, answer->len, &f, &v) ||
	    json_type(v) != JSON_OBJECT)
		return "";
	v = json_member(v, "errors");
	if (!v || json_type(v) != JSON_ARRAY || json_array_len(v) == 0)
		return "";
	v = json_array_at(v, 0);
	if (json_type(v) != JSON_OBJECT)
		return "";
	v = json_member(v, "message");
	return v && json_type(v) == JSON_TEXT ? json_text(v, NULL) : "";
}

static const char *
find_header(CURL *curl, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &h) ==
		       CURLHE_OK
		   ? h->value
		   : "";
}

/* SendGrid says when its limit ends as a time, others say how long to wait. */
static int64_t
find_pause_s(CURL *curl)
{
	curl_off_t after_s = 0;
	long long reset_s;

	curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &after_s);
	if (after_s > 0)
		return after_s;
	reset_s = strtoll(find_header(curl, "X-RateLimit-Reset"), NULL, 10);
	reset_s -= clock_now_us() / CLOCK_SECOND_US;
	return reset_s > 0 ? reset_s : 0;
}

static enum net_outcome
judge_answer(struct attempt *a, long status, struct net_report *r)
{
	const char *why, *said;
	enum net_outcome outcome = net_sendgrid_judge(status, &why);
	struct arena arena;

	if (outcome == NET_SENT)
		return net_report_set(r, outcome, "%ld X-Message-Id: %s",
		    status, find_header(a->curl, "X-Message-Id"));
	arena_init(&arena, 4096);
	said = find_message(&arena, &a->answer);
	net_report_set(
	    r, outcome, "%ld %s%s(%s)", status, said, *said ? " " : "", why);
	arena_release(&arena);
	if (outcome == NET_FAILED)
		r->pause_s = find_pause_s(a->curl);
	return outcome;
}

/* Once the status has come, it is known what became of the message, whatever
 * follows. */
static enum net_outcome
judge(struct attempt *a, CURLcode code, size_t len, struct net_report *r)
{
	curl_off_t sent = 0;
	long status = 0;

	curl_easy_getinfo(a->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 200)
		return judge_answer(a, status, r);
	curl_easy_getinfo(a->curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	if (sent >= (curl_off_t)len)
		return net_report_set(r, NET_UNCERTAIN,
		    "no answer after the message was sent: %s",
		    curl_easy_strerror(code));
	return net_report_set(r, NET_FAILED, "%s", curl_easy_strerror(code));
}

/* What libcurl calls */

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	struct attempt *a = ctx;

	buf_put(&a->answer, p, size * n);
	return a->answer.failed ? 0 : size * n;
}

/* Sending */

static void
set_options(const struct sendgrid *s, struct attempt *a)
{
	CURL *c = a->curl;

	curl_easy_setopt(c, CURLOPT_URL, s->url);
	net_curl_restrict(c, "https", s->ca_file, s->connect_ms, s->total_ms);
	curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "Hearth/" PACKAGE_VERSION);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
	net_ticker_watch(&a->ticker, c);
}

/* Expect would have libcurl wait for a word before the body. */
static struct curl_slist *
make_headers(const struct sendgrid *s)
{
	const char *const lines[] = { s->authorization,
		"Content-Type: application/json", "Expect:" };
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < N_OF(lines); i++) {
		list = curl_slist_append(list, lines[i]);
		bug_if(!list);
	}
	return list;
}

static enum net_outcome
post(struct sendgrid *s, const struct buf *body, struct net_report *r)
{
	struct attempt a = { .curl = curl_easy_init(),
		.ticker = { s->tick, s->ctx, clock_monotonic_us() } };
	struct curl_slist *headers = make_headers(s);
	CURLcode code;

	bug_if(!a.curl);
	buf_init(&a.answer, ANSWER_MAX);
	set_options(s, &a);
	curl_easy_setopt(a.curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(a.curl, CURLOPT_POSTFIELDS, body->p);
	curl_easy_setopt(
	    a.curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
	code = curl_easy_perform(a.curl);
	judge(&a, code, body->len, r);
	buf_release(&a.answer);
	curl_easy_cleanup(a.curl);
	curl_slist_free_all(headers);
	return r->outcome;
}

static enum net_outcome
send_message(void *state, const struct net_mail *mail, struct net_report *r)
{
	struct buf body;

	buf_init(&body, BODY_MAX);
	if (net_sendgrid_write(&body, mail->parts))
		post(state, &body, r);
	else
		net_report_set(r, NET_REFUSED, "the mail is too large");
	buf_release(&body);
	return r->outcome;
}

/* Life */

static void
close_sendgrid(void *state)
{
	struct sendgrid *s = state;

	if (s->authorization)
		explicit_bzero(s->authorization, strlen(s->authorization));
	free(s->authorization);
	free(s->ca_file);
	free(s);
	curl_global_cleanup();
}

/* The host stands alone in the URL: no path, no query, no user. */
static bool
set_url(struct sendgrid *s, const char *url)
{
	const char *host = url + strlen("sendgrid://");
	struct text_url parsed;
	int len = snprintf(
	    s->url, sizeof(s->url), "https://%s/v3/mail/send", host);

	return len > 0 && (size_t)len < sizeof(s->url) &&
	       host[strcspn(host, "/?#")] == '\0' &&
	       text_url_parse(s->url, &parsed);
}

static void
set_key(struct sendgrid *s, const char *key)
{
	static const char name[] = "Authorization: Bearer ";
	size_t size = sizeof(name) + strlen(key);

	s->authorization = malloc(size);
	bug_if(!s->authorization);
	snprintf(s->authorization, size, "%s%s", name, key);
}

static enum err
open_sendgrid(const struct net_options *options, struct fault *f, void **state)
{
	const char *key = options->api_key;
	struct sendgrid *s = calloc(1, sizeof(*s));

	bug_if(!s || curl_global_init(CURL_GLOBAL_DEFAULT));
	s->connect_ms = options->connect_ms ? options->connect_ms : CONNECT_MS;
	s->total_ms = options->total_ms ? options->total_ms : TOTAL_MS;
	s->tick = options->tick;
	s->ctx = options->ctx;
	*state = s;
	if (options->ca_file && *options->ca_file) {
		s->ca_file = strdup(options->ca_file);
		bug_if(!s->ca_file);
	}
	if (!set_url(s, options->url)) {
		close_sendgrid(s);
		return fault(f, ERR_CONFIG,
		    "MAIL_URL must be sendgrid: or sendgrid://host[:port]");
	}
	if (!key || !*key || strpbrk(key, " \t") || str_has_control(key)) {
		close_sendgrid(s);
		return fault(f, ERR_CONFIG,
		    "SENDGRID_API_KEY must be a key of SendGrid for MAIL_URL");
	}
	set_key(s, key);
	return ERR_OK;
}

const struct net_transport net_sendgrid = {
	.open = open_sendgrid,
	.send = send_message,
	.close = close_sendgrid,
};

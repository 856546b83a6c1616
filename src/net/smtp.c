/*
 * Sends one message with libcurl and tells what became of it. SMTP is not
 * idempotent, so the four ends of an attempt are told apart with care: what
 * the server was told last, its reply to that, and whether the end of the
 * message was handed to libcurl decide.
 */
#include "net/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "net/curl.h"
#include "net/helo.h"
#include "net/verdict.h"

#include "base/banned.h"

enum {
	CONNECT_MS = 15000,
	TOTAL_MS = 120000,
	REPLY_S = 60, /* longest silence of the server */
	IDLE_S = 20   /* a kept connection older than this is not used */
};

struct smtp {
	CURL *curl;		       /* NULL until something is to be sent */
	char url[320 + NET_HELO_SIZE]; /* libcurl takes its path for the name
					  in EHLO */
	char *user, *password;	       /* curl_free; NULL for none */
	char *ca_file;		       /* free; NULL: the system's */
	long use_ssl;		       /* CURLUSESSL_... */
	long connect_ms, total_ms;
	bool (*tick)(void *ctx);
	void *ctx;
};

/* What is known about the attempt that is under way. */
struct attempt {
	const char *next; /* of the message */
	size_t left;
	bool is_complete; /* libcurl has been told of its end */
	struct net_ticker ticker;
	enum net_stage stage; /* what the server was told last */
	bool is_quitting;     /* what comes now answers QUIT */
	int code;	      /* of its last reply; 0: none */
	char reply[160];      /* that reply's line */
};

/* URL */

static bool
is_loopback(const char *host)
{
	return str_eq(host, "localhost") || str_has_prefix(host, "127.") ||
	       str_eq(host, "[::1]");
}

/* The value of ?tls=, or what is right without it. */
static bool
choose_tls(
    struct smtp *s, const char *scheme, const char *host, const char *query)
{
	static const struct {
		const char *text;
		long use_ssl;
	} words[] = { { "tls=try", CURLUSESSL_TRY },
		{ "tls=require", CURLUSESSL_ALL },
		{ "tls=off", CURLUSESSL_NONE } };

	s->use_ssl = str_eq(scheme, "smtps") ||
			     (s->password && !is_loopback(host))
			 ? CURLUSESSL_ALL
			 : CURLUSESSL_TRY;
	if (!query)
		return true;
	for (size_t i = 0; i < N_OF(words); i++)
		if (str_eq(query, words[i].text) && str_eq(scheme, "smtp")) {
			s->use_ssl = words[i].use_ssl;
			return true;
		}
	return false;
}

static enum err
set_url(struct smtp *s, const char *scheme, const char *host, const char *port,
    const char *helo, struct fault *f)
{
	int len = snprintf(s->url, sizeof(s->url), "%s://%s%s%s/%s", scheme,
	    host, port ? ":" : "", port ? port : "", helo);

	if (len < 0 || (size_t)len >= sizeof(s->url))
		return fault(f, ERR_CONFIG, "MAIL_URL: the host is too long");
	return ERR_OK;
}

/* The part of the URL, or NULL; freed with curl_free. */
static char *
url_part(CURLU *u, CURLUPart part, unsigned flags)
{
	char *text = NULL;

	return curl_url_get(u, part, &text, flags) ? NULL : text;
}

static enum err
read_parts(struct smtp *s, CURLU *u, const char *helo, struct fault *f)
{
	char *scheme = url_part(u, CURLUPART_SCHEME, 0);
	char *host = url_part(u, CURLUPART_HOST, 0);
	char *port = url_part(u, CURLUPART_PORT, 0);
	char *path = url_part(u, CURLUPART_PATH, 0);
	char *query = url_part(u, CURLUPART_QUERY, 0);
	enum err err = ERR_OK;

	s->user = url_part(u, CURLUPART_USER, CURLU_URLDECODE);
	s->password = url_part(u, CURLUPART_PASSWORD, CURLU_URLDECODE);
	if (!host || (path && !str_eq(path, "/")))
		err = fault(f, ERR_CONFIG,
		    "MAIL_URL must be %s://[user:password@]host[:port]",
		    scheme);
	else if (!choose_tls(s, scheme, host, query))
		err = fault(f, ERR_CONFIG,
		    "MAIL_URL: after '?' only tls=try, tls=require or tls=off "
		    "of smtp:// are known");
	else
		err = set_url(s, scheme, host, port, helo, f);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(path);
	curl_free(query);
	return err;
}

static enum err
read_url(struct smtp *s, const struct net_options *options, struct fault *f)
{
	CURLU *u;
	CURLUcode code;
	enum err err;

	u = curl_url();
	bug_if(!u);
	code = curl_url_set(u, CURLUPART_URL, options->url, 0);
	if (code)
		err = fault(f, ERR_CONFIG, "MAIL_URL is not a URL: %s",
		    curl_url_strerror(code));
	else
		err = read_parts(
		    s, u, options->helo ? options->helo : "[127.0.0.1]", f);
	curl_url_cleanup(u);
	return err;
}

/* Life */

static void
rest(void *state)
{
	struct smtp *s = state;

	curl_easy_cleanup(s->curl); /* says QUIT */
	s->curl = NULL;
}

static void
close_smtp(void *state)
{
	struct smtp *s = state;

	rest(s);
	curl_free(s->user);
	if (s->password)
		explicit_bzero(s->password, strlen(s->password));
	curl_free(s->password);
	free(s->ca_file);
	free(s);
	curl_global_cleanup();
}

static enum err
open_smtp(const struct net_options *options, struct fault *f, void **state)
{
	struct smtp *s = calloc(1, sizeof(*s));
	enum err err;

	bug_if(!s || curl_global_init(CURL_GLOBAL_DEFAULT));
	s->connect_ms = options->connect_ms ? options->connect_ms : CONNECT_MS;
	s->total_ms = options->total_ms ? options->total_ms : TOTAL_MS;
	s->tick = options->tick;
	s->ctx = options->ctx;
	if (options->ca_file && *options->ca_file) {
		s->ca_file = strdup(options->ca_file);
		bug_if(!s->ca_file);
	}
	err = read_url(s, options, f);
	if (err) {
		close_smtp(s);
		return err;
	}
	*state = s;
	return ERR_OK;
}

/* What libcurl calls */

static size_t
give_message(char *to, size_t size, size_t n, void *ctx)
{
	struct attempt *a = ctx;
	size_t len = size * n < a->left ? size * n : a->left;

	memcpy(to, a->next, len);
	a->next += len;
	a->left -= len;
	/* libcurl ends the message when it is given nothing, and may do so in
	 * the write that carries the last of it: from here on a lost reply
	 * leaves doubt */
	if (a->left == 0)
		a->is_complete = true;
	return len;
}

/* Lines of the server: "250-SIZE" goes on, "250 OK" ends a reply. */
static size_t
take_reply(char *line, size_t size, size_t n, void *ctx)
{
	struct attempt *a = ctx;
	size_t len = size * n;

	if (len < 4 || line[3] != ' ' || a->is_quitting)
		return len;
	if (len >= sizeof(a->reply))
		len = sizeof(a->reply) - 1;
	memcpy(a->reply, line, len);
	a->reply[len] = '\0';
	a->code = (int)strtol(a->reply, NULL, 10);
	return size * n;
}

/* Commands on their way out: they tell what the next reply is about. Anything
 * else that is sent before MAIL belongs to the session. */
static int
note_command(CURL *curl, curl_infotype type, char *line, size_t len, void *ctx)
{
	static const struct {
		char word[5];
		enum net_stage stage;
	} words[] = { { "MAIL", NET_STAGE_MAIL }, { "RCPT", NET_STAGE_RCPT },
		{ "DATA", NET_STAGE_DATA } };
	struct attempt *a = ctx;

	(void)curl;
	if (type != CURLINFO_HEADER_OUT || len < 4)
		return 0;
	for (size_t i = 0; i < N_OF(words); i++)
		if (memcmp(line, words[i].word, 4) == 0)
			a->stage = words[i].stage;
	a->is_quitting = memcmp(line, "QUIT", 4) == 0;
	return 0;
}

/* Sending */

static void
set_options(struct smtp *s)
{
	CURL *c = s->curl;

	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, s->url);
	net_curl_restrict(
	    c, "smtp,smtps", s->ca_file, s->connect_ms, s->total_ms);
	curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)REPLY_S);
	curl_easy_setopt(c, CURLOPT_MAXAGE_CONN, (long)IDLE_S);
	curl_easy_setopt(c, CURLOPT_USE_SSL, s->use_ssl);
	if (s->user)
		curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
	if (s->password)
		curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
}

static void
set_message(struct smtp *s, const struct net_mail *mail,
    const struct curl_slist *to, struct attempt *a)
{
	CURL *c = s->curl;

	curl_easy_setopt(c, CURLOPT_MAIL_FROM, mail->from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->len);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give_message);
	curl_easy_setopt(c, CURLOPT_READDATA, a);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_reply);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, a);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, note_command);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, a);
	net_ticker_watch(&a->ticker, c);
}

/* What a failed attempt means. */
static enum net_outcome
judge(const struct attempt *a, CURLcode code, struct net_report *r)
{
	const char *why = curl_easy_strerror(code);
	struct net_verdict verdict;

	if (a->code == 354 && a->is_complete)
		return net_report_set(r, NET_UNCERTAIN,
		    "no reply after the message was sent: %s", why);
	if (a->code < 400)
		return net_report_set(r, NET_FAILED, "%s", why);
	verdict = net_verdict_of(a->stage, a->reply);
	return net_report_set(r, verdict.outcome, "%.*s (%s)",
	    (int)strcspn(a->reply, "\r\n"), a->reply, verdict.why);
}

static enum net_outcome
send_message(void *state, const struct net_mail *mail, struct net_report *r)
{
	struct smtp *s = state;
	struct attempt a = { .next = mail->message,
		.left = mail->len,
		.stage = NET_STAGE_SESSION,
		.ticker = { s->tick, s->ctx, clock_monotonic_us() } };
	struct curl_slist *to = curl_slist_append(NULL, mail->to);
	CURLcode code;

	if (!s->curl)
		s->curl = curl_easy_init();
	bug_if(!s->curl || !to);
	set_options(s);
	set_message(s, mail, to, &a);
	code = curl_easy_perform(s->curl);
	if (code) {
		judge(&a, code, r);
		rest(s); /* its state is nobody's guess */
	} else {
		net_report_set(r, NET_SENT, "%.*s",
		    (int)strcspn(a.reply, "\r\n"), a.reply);
		curl_easy_reset(s->curl); /* drops what is on this stack */
	}
	curl_slist_free_all(to);
	return r->outcome;
}

const struct net_transport net_smtp = {
	.open = open_smtp,
	.send = send_message,
	.rest = rest,
	.close = close_smtp,
};

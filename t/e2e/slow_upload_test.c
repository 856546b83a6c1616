/*
 * Clients that take their time to send a body: whatever web server stands
 * before Hearth holds them, and no responder.
 */
#include "t/e2e/server_fixture.h"

#include <curl/curl.h>
#include <string.h>

#include "base/clock.h"

#include "base/banned.h"

/* More of them than responders; more bytes than a server reads ahead. */
enum { UPLOADS = 4, BODY = 60000, HELD = 40000, WAIT_MS = 20000 };

struct upload {
	CURL *curl;
	size_t sent;
	bool is_held;
	long status;
};

static CURLM *multi;
static struct upload uploads[UPLOADS];
static struct curl_slist *headers, *connect_to;

static size_t
give(char *to, size_t size, size_t n, void *ctx)
{
	struct upload *u = ctx;
	size_t left = (u->is_held ? HELD : BODY) - u->sent;

	if (left == 0)
		return u->is_held ? CURL_READFUNC_PAUSE : 0;
	if (left > size * n)
		left = size * n;
	memset(to, ' ', left);
	u->sent += left;
	return left;
}

static size_t
throw_away(char *p, size_t size, size_t n, void *ctx)
{
	(void)p, (void)ctx;
	return size * n;
}

static void
begin(struct upload *u)
{
	*u = (struct upload){ .curl = curl_easy_init(), .is_held = true };
	curl_easy_setopt(
	    u->curl, CURLOPT_URL, "https://" SERVER_HOST "/api/v1/events");
	curl_easy_setopt(u->curl, CURLOPT_CONNECT_TO, connect_to);
	curl_easy_setopt(u->curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(
	    u->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(u->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(u->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(u->curl, CURLOPT_POSTFIELDSIZE, (long)BODY);
	curl_easy_setopt(u->curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(u->curl, CURLOPT_READDATA, u);
	curl_easy_setopt(u->curl, CURLOPT_WRITEFUNCTION, throw_away);
	curl_multi_add_handle(multi, u->curl);
}

/* So many of all have been sent, and no more is on its way. */
static void
run_until_sent(size_t bytes)
{
	int64_t end = clock_monotonic_us() + WAIT_MS * INT64_C(1000);
	int running, n_ready;
	size_t sent;

	do {
		cr_assert(clock_monotonic_us() < end, "see %s", e2e_dir());
		curl_multi_perform(multi, &running);
		curl_multi_poll(multi, NULL, 0, 50, &n_ready);
		sent = 0;
		for (int i = 0; i < UPLOADS; i++)
			sent += uploads[i].sent;
	} while (sent < bytes || (sent == UPLOADS * BODY && running));
}

static void
end(struct upload *u)
{
	curl_easy_getinfo(u->curl, CURLINFO_RESPONSE_CODE, &u->status);
	curl_multi_remove_handle(multi, u->curl);
	curl_easy_cleanup(u->curl);
}

static void
begin_all(void)
{
	multi = curl_multi_init();
	headers = curl_slist_append(NULL, "Expect:");
	headers = curl_slist_append(headers, "Content-Type: application/json");
	connect_to = curl_slist_append(
	    NULL, text("::127.0.0.1:%d", server_port()));
	for (int i = 0; i < UPLOADS; i++)
		begin(&uploads[i]);
	run_until_sent(UPLOADS * HELD);
}

static void
end_all(void)
{
	for (int i = 0; i < UPLOADS; i++) {
		uploads[i].is_held = false;
		curl_easy_pause(uploads[i].curl, CURLPAUSE_CONT);
	}
	run_until_sent(UPLOADS * BODY);
	for (int i = 0; i < UPLOADS; i++)
		end(&uploads[i]);
	curl_slist_free_all(headers);
	curl_slist_free_all(connect_to);
	curl_multi_cleanup(multi);
}

/* A responder that waits for a body gives up on it after some seconds. */
Test_servers(e2e_slow_upload, holds_no_responder)
{
	begin_all();
	for (int i = 0; i < UPLOADS; i++)
		expect(200, anonymous(GET, "//readyz"));
	end_all();
	for (int i = 0; i < UPLOADS; i++)
		cr_expect(uploads[i].status == 401, "%ld", uploads[i].status);
}

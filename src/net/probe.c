/*
 * One request by libcurl that keeps nothing but what it tells of the
 * certificate.
 */
#include "net/probe.h"

#include <curl/curl.h>
#include <strings.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "net/curl.h"

#include "base/banned.h"

enum { CONNECT_MS = 3000, TOTAL_MS = 5000 };

static size_t
drop(char *p, size_t size, size_t n, void *ctx)
{
	(void)p;
	(void)ctx;
	return size * n;
}

static void
set_options(CURL *curl, const char *url, const char *ca_file, char *error)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	net_curl_restrict(curl, "http,https", ca_file, CONNECT_MS, TOTAL_MS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "hearthctl");
}

/* When the certificate of a list of facts ends; 0 when it does not say. */
static int64_t
read_end(const struct curl_slist *facts)
{
	static const char name[] = "expire date:";
	size_t len = sizeof(name) - 1;

	for (; facts; facts = facts->next)
		if (strncasecmp(facts->data, name, len) == 0)
			return curl_getdate(facts->data + len, NULL) *
			       CLOCK_SECOND_US;
	return 0;
}

static int64_t
first_end(CURL *curl)
{
	const struct curl_certinfo *info = NULL;
	int64_t first = 0;

	curl_easy_getinfo(curl, CURLINFO_CERTINFO, &info);
	for (int i = 0; info && i < info->num_of_certs; i++) {
		int64_t end = read_end(info->certinfo[i]);

		if (end > 0 && (!first || end < first))
			first = end;
	}
	return first;
}

static void
get_text(CURL *curl, CURLINFO info, char text[NET_PROBE_TEXT])
{
	const char *found = NULL;

	curl_easy_getinfo(curl, info, &found);
	str_copy(text, NET_PROBE_TEXT, found ? found : "");
}

static void
read_answer(CURL *curl, struct net_probe *out)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	out->status = (int)status;
	out->certificate_end_us = first_end(curl);
	get_text(curl, CURLINFO_CONTENT_TYPE, out->media_type);
	get_text(curl, CURLINFO_REDIRECT_URL, out->location);
}

static size_t
send_nothing(char *to, size_t size, size_t n, void *ctx)
{
	(void)to, (void)size, (void)n, (void)ctx;
	return CURL_READFUNC_ABORT;
}

/* The headers, to be freed: who sends them waits for leave (RFC 9110, 10.1.1).
 */
static struct curl_slist *
announce(CURL *curl, int64_t size)
{
	struct curl_slist *headers = curl_slist_append(
	    NULL, "Expect: 100-continue");

	bug_if(!headers);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(
	    curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(
	    curl, CURLOPT_EXPECT_100_TIMEOUT_MS, (long)2 * TOTAL_MS);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, send_nothing);
	return headers;
}

/* size < 0: GET */
static void
probe(const char *url, const char *ca_file, int64_t size, struct net_probe *out)
{
	CURL *curl = curl_easy_init();
	struct curl_slist *headers = NULL;
	char error[CURL_ERROR_SIZE] = "";
	CURLcode code;

	bug_if(!curl);
	*out = (struct net_probe){ 0 };
	set_options(curl, url, ca_file, error);
	if (size >= 0)
		headers = announce(curl, size);
	code = curl_easy_perform(curl);
	if (code == CURLE_OK)
		read_answer(curl, out);
	else if (code == CURLE_ABORTED_BY_CALLBACK)
		out->status = 100;
	else
		str_copy(out->error, sizeof(out->error),
		    *error ? error : curl_easy_strerror(code));
	out->is_untrusted = code == CURLE_PEER_FAILED_VERIFICATION;
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
}

void
net_probe(const char *url, const char *ca_file, struct net_probe *out)
{
	probe(url, ca_file, -1, out);
}

void
net_probe_body(
    const char *url, const char *ca_file, int64_t size, struct net_probe *out)
{
	probe(url, ca_file, size, out);
}

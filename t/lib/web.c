/*
 * Requests by libcurl, answers as the tests want them.
 */
#include "t/lib/web.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bug.h"
#include "base/str.h"

#include "base/banned.h"

enum { RESPONSE_MAX = 16 << 20, TIMEOUT_MS = 40000 };

void
web_init(void)
{
	bug_if(curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK);
}

void
web_open(struct web *w, const char *socket)
{
	*w = (struct web){ .curl = curl_easy_init(),
		.socket = socket,
		.origin = "http://hearth.test" };
	bug_if(!w->curl);
}

void
web_open_port(struct web *w, const char *origin, int port)
{
	*w = (struct web){
		.curl = curl_easy_init(), .origin = origin, .port = port
	};
	bug_if(!w->curl);
}

void
web_close(struct web *w)
{
	curl_easy_cleanup(w->curl);
	w->curl = NULL;
}

static size_t
take(char *p, size_t size, size_t n, void *to)
{
	struct buf *b = to;

	buf_put(b, p, size * n);
	return b->failed ? 0 : size * n;
}

/* Status lines of interim responses begin the headers anew. */
static size_t
take_header(char *p, size_t size, size_t n, void *to)
{
	struct buf *b = to;

	if (n > 5 && strncmp(p, "HTTP/", 5) == 0) {
		buf_clear(b);
		return size * n;
	}
	return take(p, size, n, to);
}

static bool
has_header(const struct talk_request *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (str_eq(r->headers[i].name, name))
			return true;
	return false;
}

static struct curl_slist *
headers_of(const struct talk_request *r)
{
	struct curl_slist *list = NULL;
	char line[16384];
	size_t i;

	/* without these curl would add its own */
	if (!has_header(r, "Expect"))
		list = curl_slist_append(list, "Expect:");
	list = curl_slist_append(list, "Accept:");
	if (!r->body)
		list = curl_slist_append(list, "Content-Type:");
	for (i = 0; i < r->n_headers; i++) {
		snprintf(line, sizeof(line), "%s: %s", r->headers[i].name,
		    r->headers[i].value);
		list = curl_slist_append(list, line);
	}
	return list;
}

/* Whatever host and port the URL has. */
static struct curl_slist *
where_of(const struct web *w)
{
	char where[64];

	if (w->socket)
		return NULL;
	snprintf(where, sizeof(where), "::127.0.0.1:%d", w->port);
	return curl_slist_append(NULL, where);
}

static void
prepare(struct web *w, const struct talk_request *r, struct curl_slist *list,
    struct curl_slist *connect_to, struct buf *headers, struct buf *content)
{
	char url[9000];

	snprintf(url, sizeof(url), "%s%s", w->origin, r->target);
	curl_easy_reset(w->curl);
	curl_easy_setopt(w->curl, CURLOPT_URL, url);
	curl_easy_setopt(w->curl, CURLOPT_UNIX_SOCKET_PATH, w->socket);
	curl_easy_setopt(w->curl, CURLOPT_CONNECT_TO, connect_to);
	curl_easy_setopt(
	    w->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(w->curl, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(w->curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(w->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(w->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(w->curl, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
	curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(w->curl, CURLOPT_ERRORBUFFER, w->error);
	curl_easy_setopt(w->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(w->curl, CURLOPT_WRITEDATA, content);
	curl_easy_setopt(w->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(w->curl, CURLOPT_HEADERDATA, headers);
	if (r->body) {
		curl_easy_setopt(
		    w->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->len);
		curl_easy_setopt(w->curl, CURLOPT_POSTFIELDS, r->body);
	}
	if (str_eq(r->method, "HEAD"))
		curl_easy_setopt(w->curl, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(w->curl, CURLOPT_CUSTOMREQUEST, r->method);
}

bool
web_ask(struct web *w, const struct talk_request *r, struct response *a)
{
	struct curl_slist *list = headers_of(r), *connect_to = where_of(w);
	struct buf headers, content;
	long status = 0;
	CURLcode rc;

	buf_init(&headers, 64 << 10);
	buf_init(&content, RESPONSE_MAX);
	prepare(w, r, list, connect_to, &headers, &content);
	rc = curl_easy_perform(w->curl);
	curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE, &status);
	if (rc == CURLE_OK)
		response_set(a, (int)status, buf_text(&headers),
		    buf_text(&content), content.len);
	else if (!w->error[0])
		str_copy(w->error, sizeof(w->error), curl_easy_strerror(rc));
	curl_slist_free_all(list);
	curl_slist_free_all(connect_to);
	buf_release(&headers);
	buf_release(&content);
	return rc == CURLE_OK;
}

int
web_connect(const char *socket_path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = 5 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	bug_if(fd < 0);
	bug_if(
	    !str_copy(address.sun_path, sizeof(address.sun_path), socket_path));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/*
 * A parser that takes little: what it leaves out is what parsers read in two
 * ways.
 */
#include "text/url.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

#define ALNUM "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const char *
read_scheme(const char *url, struct text_url *out)
{
	static const struct {
		const char *prefix;
		bool is_https;
		int port;
	} schemes[] = {
		{ "https://", true, HTTPS_PORT },
		{ "http://", false, HTTP_PORT },
	};

	for (size_t i = 0; i < N_OF(schemes); i++) {
		size_t len = strlen(schemes[i].prefix);

		if (strncasecmp(url, schemes[i].prefix, len) != 0)
			continue;
		out->is_https = schemes[i].is_https;
		out->port = schemes[i].port;
		return url + len;
	}
	return NULL;
}

static const char *
read_host(const char *p, struct text_url *out)
{
	size_t len;

	if (*p == '[') {
		len = 1 + strspn(p + 1, "0123456789abcdefABCDEF:.");
		if (len == 1 || p[len++] != ']')
			return NULL;
	} else {
		len = strspn(p, ALNUM "-._");
	}
	if (len == 0 || len >= sizeof(out->host))
		return NULL;
	str_copy(out->host, len + 1, p);
	str_lower(out->host);
	return p + len;
}

static const char *
read_port(const char *p, struct text_url *out)
{
	char digits[sizeof("65535")];
	size_t len;
	int64_t port;

	if (*p != ':')
		return p;
	len = strspn(++p, "0123456789");
	if (len == 0 || len >= sizeof(digits))
		return NULL;
	str_copy(digits, len + 1, p);
	if (!str_to_int(digits, 1, 65535, &port))
		return NULL;
	out->port = (int)port;
	return p + len;
}

bool
text_url_parse(const char *url, struct text_url *out)
{
	const char *p;

	*out = (struct text_url){ 0 };
	if (strlen(url) > TEXT_URL_MAX)
		return false;
	p = read_scheme(url, out);
	p = p ? read_host(p, out) : NULL;
	p = p ? read_port(p, out) : NULL;
	if (!p || (*p && *p != '/' && *p != '?'))
		return false;
	return !p[strspn(p, ALNUM "-._~%!$&'()*+,;=:@/?[]")];
}

bool
text_url_is_listed(const struct text_url *url, const char *list)
{
	char with_port[TEXT_URL_HOST_SIZE + sizeof(":65535")];

	snprintf(with_port, sizeof(with_port), "%s:%d", url->host, url->port);
	for (const char *p = list; *p; p += *p == ',') {
		size_t len = strcspn(p, ",");
		const char *forms[] = { url->host, with_port };

		for (size_t i = 0; i < N_OF(forms); i++)
			if (strlen(forms[i]) == len &&
			    strncasecmp(p, forms[i], len) == 0)
				return true;
		p += len;
	}
	return false;
}

bool
text_url_is_open(const struct text_url *url, const char *list)
{
	return (url->is_https && url->port == HTTPS_PORT) ||
	       text_url_is_listed(url, list);
}

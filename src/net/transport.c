/*
 * What all transports report alike.
 */
#include "net/transport.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"

#include "base/banned.h"

enum net_outcome
net_report_set(
    struct net_report *r, enum net_outcome outcome, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->reason, sizeof(r->reason), format, args);
	va_end(args);
	for (char *p = r->reason; *p; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)
			*p = ' ';
	r->outcome = outcome;
	r->pause_s = 0;
	return outcome;
}

static bool
goes_on(struct net_ticker *t)
{
	int64_t now = clock_monotonic_us();

	if (!t->tick || now - t->at_us < CLOCK_SECOND_US)
		return true;
	t->at_us = now;
	return t->tick(t->ctx);
}

static int
on_progress(void *ctx, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
    curl_off_t ulnow)
{
	(void)dltotal, (void)dlnow, (void)ultotal, (void)ulnow;
	return goes_on(ctx) ? 0 : 1;
}

void
net_ticker_watch(struct net_ticker *t, void *curl)
{
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
}

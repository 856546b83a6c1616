/*
 * What clients meet: PUBLIC_URL, its certificate, the lanes behind it, and how
 * large a body gets there.
 */
#include "cmd/ctl_doctor.h"

#include <string.h>

#include "api/operation.h"
#include "base/attr.h"
#include "base/clock.h"
#include "base/str.h"
#include "net/probe.h"

#include "base/banned.h"

enum { CERTIFICATE_DAYS = 14 };

enum doctor_grade
doctor_grade_certificate(int64_t left_us)
{
	if (left_us <= 0)
		return DOCTOR_FAIL;
	return left_us < CERTIFICATE_DAYS * CLOCK_DAY_US ? DOCTOR_WARN
							 : DOCTOR_OK;
}

static void
check_certificate(struct doctor *d, const struct net_probe *probe)
{
	int64_t left_us = probe->certificate_end_us - clock_now_us();

	if (probe->certificate_end_us)
		doctor_say(d, doctor_grade_certificate(left_us), "certificate",
		    "ends in %d days", (int)(left_us / CLOCK_DAY_US));
}

static bool
is_heavy(const struct api_operation *o)
{
	return o->is_heavy;
}

static bool
is_slow(const struct api_operation *o)
{
	return o->is_slow;
}

/* The lanes beside the fast one. */
static const struct lane {
	const char *name;
	bool (*has)(const struct api_operation *);
} lanes[] = {
	{ "heavy", is_heavy },
	{ "slow", is_slow },
};

static bool
takes_get(const char *path)
{
	for (size_t i = 0; i < api_routes.n_operations; i++)
		if (api_routes.operations[i].method == HTTP_GET &&
		    str_eq(api_routes.operations[i].path, path))
			return true;
	return false;
}

/* A path of the lane that takes no GET: Hearth itself says so, and has nothing
 * to do for it. A GET of a path may stay in the fast lane. */
static const char *
path_of(const struct lane *lane)
{
	for (size_t i = 0; i < api_routes.n_operations; i++) {
		const struct api_operation *o = &api_routes.operations[i];

		if (lane->has(o) && !strchr(o->path, '{') &&
		    !takes_get(o->path))
			return o->path;
	}
	return NULL;
}

static void
probe_path(struct doctor *d, const char *path, struct net_probe *out)
{
	net_probe(
	    arena_printf(&d->ctl->arena, "%s%s", d->ctl->conf.public_url, path),
	    d->ca_file, out);
}

/* No answer is a warning: a router in between may only let others in. */
static void
check_fast(struct doctor *d, const struct net_probe *p)
{
	if (p->is_untrusted)
		doctor_say(d, DOCTOR_FAIL, "PUBLIC_URL",
		    "its certificate is not trusted: %s", p->error);
	else if (!p->status)
		doctor_say(d, DOCTOR_WARN, "PUBLIC_URL",
		    "not reached from this machine: %s", p->error);
	else if (*p->location)
		doctor_say(d, DOCTOR_WARN, "PUBLIC_URL",
		    "leads on to %s: name that place in it", p->location);
	else if (p->status == 503)
		doctor_say(d, DOCTOR_FAIL, "PUBLIC_URL",
		    "/readyz answers 503: no responder, or no database");
	else if (p->status != 200 ||
		 !str_has_prefix(p->media_type, "application/json"))
		doctor_say(d, DOCTOR_FAIL, "PUBLIC_URL",
		    "/readyz answers %d and %s: that is not Hearth", p->status,
		    *p->media_type ? p->media_type : "nothing");
	else
		doctor_say(d, DOCTOR_OK, "PUBLIC_URL", "reached");
}

static void
check_lane(struct doctor *d, const struct lane *lane)
{
	const char *path = path_of(lane);
	struct net_probe p;

	if (!path)
		return;
	probe_path(d, path, &p);
	if (p.status == 405 &&
	    str_has_prefix(p.media_type, "application/problem+json"))
		doctor_say(
		    d, DOCTOR_OK, "lanes", "the %s one is reached", lane->name);
	else if (p.status)
		doctor_say(d, DOCTOR_FAIL, "lanes",
		    "the %s one: GET %s answers %d instead of 405", lane->name,
		    path, p.status);
	else
		doctor_say(d, DOCTOR_FAIL, "lanes", "the %s one: GET %s: %s",
		    lane->name, path, p.error);
}

/* Whether the largest file that Hearth takes gets through to it: nobody asks,
 * who may send none. */
static void
check_body(struct doctor *d)
{
	static const char path[] =
	    "/api/v1/events/00000000-0000-0000-0000-000000000000/files";
	const struct conf *conf = &d->ctl->conf;
	struct net_probe p;

	net_probe_body(
	    arena_printf(&d->ctl->arena, "%s%s", conf->public_url, path),
	    d->ca_file, conf->upload_max_bytes, &p);
	if (p.status == 413)
		doctor_say(d, DOCTOR_FAIL, "UPLOAD_MAX_BYTES",
		    "the web server refuses bodies of %lld bytes: raise its "
		    "limit, or lower this",
		    (long long)conf->upload_max_bytes);
	else if (p.status == 100 || p.status == 401)
		doctor_say(d, DOCTOR_OK, "UPLOAD_MAX_BYTES",
		    "the web server lets such bodies through");
	else
		doctor_say(d, DOCTOR_FAIL, "UPLOAD_MAX_BYTES",
		    "a body of so many bytes is answered %d %s", p.status,
		    p.error);
}

void
doctor_public_url(struct doctor *d)
{
	struct net_probe p;

	probe_path(d, "/readyz", &p);
	check_fast(d, &p);
	check_certificate(d, &p);
	if (!p.status || *p.location)
		return;
	for (size_t i = 0; i < N_OF(lanes); i++)
		check_lane(d, &lanes[i]);
	check_body(d);
}

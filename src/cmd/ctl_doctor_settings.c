/*
 * Settings that load but are still a mistake: a weak key, a file that others
 * can read, values that do not suit production.
 */
#include "cmd/ctl_doctor.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/str.h"
#include "crypt/password_filter.h"
#include "crypt/svix.h"

#include "base/banned.h"

#define DEFAULT_FILE "/etc/hearth/hearth.conf"

/* Estimated bits of a secret. */
static const double bits_least = 64, bits_good = 128;

/* Length times the entropy of its characters: what they would be worth if
 * each had been drawn by itself. */
static double
estimate_bits(const char *s)
{
	size_t n[256] = { 0 }, len = strlen(s);
	double bits = 0;

	for (size_t i = 0; i < len; i++)
		n[(unsigned char)s[i]]++;
	for (size_t i = 0; i < N_OF(n); i++)
		if (n[i])
			bits += (double)n[i] * log2((double)len / (double)n[i]);
	return bits;
}

/* Text that stands in examples, in place of a secret. */
static bool
is_example(const char *secret)
{
	static const char *const parts[] = { "changeme", "change-me",
		"change_me", "change this", "changethis", "example", "password",
		"your-secret", "your_secret", "yoursecret", "0123456789abcdef",
		"abcdefghijklmnop" };

	for (size_t i = 0; i < N_OF(parts); i++)
		if (strcasestr(secret, parts[i]))
			return true;
	return false;
}

enum doctor_grade
doctor_grade_secret(const char *secret, const char **why)
{
	double bits = estimate_bits(secret);

	if (is_example(secret)) {
		*why = "it is the text of an example; make one with "
		       "'openssl rand -base64 48'";
		return DOCTOR_FAIL;
	}
	if (bits < bits_least) {
		*why = "it hardly varies; make one with "
		       "'openssl rand -base64 48'";
		return DOCTOR_FAIL;
	}
	if (bits < bits_good || strchr(secret, ' ')) {
		*why = "it looks made by hand; random text is safer";
		return DOCTOR_WARN;
	}
	*why = "long and varied";
	return DOCTOR_OK;
}

/* What it signed is still accepted: whoever guesses it can sign, too. */
static void
check_previous(struct doctor *d)
{
	const char *previous = d->ctl->conf.secret_key_previous, *why;

	if (!*previous)
		return;
	if (str_eq(previous, d->ctl->conf.secret_key))
		doctor_say(d, DOCTOR_FAIL, "SECRET_KEY_PREVIOUS",
		    "it is SECRET_KEY itself: nothing was rotated");
	else if (doctor_grade_secret(previous, &why) == DOCTOR_FAIL)
		doctor_say(d, DOCTOR_FAIL, "SECRET_KEY_PREVIOUS",
		    "still accepted, and weak: %s", why);
	else
		doctor_say(d, DOCTOR_WARN, "SECRET_KEY_PREVIOUS",
		    "still set; remove it when the last token signed with it "
		    "has expired");
}

static void
check_secret(struct doctor *d)
{
	const char *why;
	enum doctor_grade grade = doctor_grade_secret(
	    d->ctl->conf.secret_key, &why);

	doctor_say(d, grade, "SECRET_KEY", "%s", why);
	check_previous(d);
}

static void
check_file(struct doctor *d)
{
	const char *path = d->ctl->conf_file;
	struct stat st;

	if (!path)
		path = getenv("HEARTH_CONF");
	if (!path)
		path = DEFAULT_FILE;
	if (stat(path, &st) != 0)
		doctor_say(d, DOCTOR_OK, "settings",
		    "no %s; the environment alone", path);
	else if (S_ISREG(st.st_mode) && (st.st_mode & S_IRWXO))
		doctor_say(d, DOCTOR_FAIL, "settings",
		    "%s is open to every user (mode %04o): chmod o= %s", path,
		    st.st_mode & 07777, path);
	else
		doctor_say(d, DOCTOR_OK, "settings", "%s, mode %04o", path,
		    st.st_mode & 07777);
}

static void
check_unknown(struct doctor *d)
{
	const char *unknown = d->ctl->conf.unknown;

	if (*unknown)
		doctor_say(d, DOCTOR_WARN, "settings",
		    "there is no setting %s; see hearth.conf(5)", unknown);
}

static void
check_production(struct doctor *d)
{
	const struct conf *c = &d->ctl->conf;

	if (!str_eq(c->environment, "production"))
		return;
	if (!str_has_prefix(c->public_url, "https://"))
		doctor_say(d, DOCTOR_WARN, "PUBLIC_URL",
		    "%s is not https, and links in mails begin with it",
		    c->public_url);
	if (str_has_prefix(c->mail_url, "file:"))
		doctor_say(d, DOCTOR_WARN, "MAIL_URL",
		    "mail is written to files, nobody receives it");
	if (!str_eq(c->sqlite_synchronous, "full"))
		doctor_say(d, DOCTOR_WARN, "SQLITE_SYNCHRONOUS",
		    "a power loss may lose the last commits");
}

static void
check_payment(struct doctor *d)
{
	const struct conf *c = &d->ctl->conf;
	bool is_test = strstr(c->stripe_secret_key, "_test_") != NULL;

	if (!*c->stripe_secret_key)
		return;
	if (!str_has_prefix(c->stripe_webhook_secret, "whsec_"))
		doctor_say(d, DOCTOR_FAIL, "STRIPE_SECRET_KEY",
		    "STRIPE_WEBHOOK_SECRET is none of Stripe's (whsec_...): "
		    "no delivery will be heard");
	else if (is_test && str_eq(c->environment, "production"))
		doctor_say(d, DOCTOR_WARN, "STRIPE_SECRET_KEY",
		    "a key for tests: nobody pays anything");
	else
		doctor_say(d, DOCTOR_OK, "STRIPE_SECRET_KEY",
		    is_test ? "a key for tests" : "people pay by Stripe");
}

static void
check_clerk(struct doctor *d)
{
	const char *secrets = d->ctl->conf.clerk_webhook_secret;
	size_t n = 0;

	for (const char *p = secrets; *p; n++) {
		size_t len = strcspn(p, ",");

		if (!crypt_svix_is_secret(p, len)) {
			doctor_say(d, DOCTOR_FAIL, "CLERK_WEBHOOK_SECRET",
			    "none of Clerk's (whsec_...): no delivery will be "
			    "heard by it");
			return;
		}
		p += len + (p[len] == ',');
	}
	if (n)
		doctor_say(d, DOCTOR_OK, "CLERK_WEBHOOK_SECRET",
		    n == 1 ? "Clerk is heard"
			   : "Clerk is heard by two secrets");
}

/* A filter that is damaged keeps passwords out for nothing, or lets all in. */
static void
check_password_filter(struct doctor *d)
{
	const char *path = d->ctl->conf.password_filter;
	struct crypt_password_filter filter;

	if (!*path) {
		doctor_say(d, DOCTOR_WARN, "PASSWORD_FILTER",
		    "not set: passwords that have leaked may be chosen");
		return;
	}
	if (!crypt_password_filter_open(&filter, path)) {
		doctor_say(d, DOCTOR_FAIL, "PASSWORD_FILTER", "%s: %s", path,
		    strerror(errno));
		return;
	}
	if (crypt_password_filter_verify(&filter))
		doctor_say(d, DOCTOR_OK, "PASSWORD_FILTER",
		    "%s: %lld passwords", path, (long long)filter.n_keys);
	else
		doctor_say(d, DOCTOR_FAIL, "PASSWORD_FILTER",
		    "%s: %s; hearthctl passwords build makes it anew", path,
		    strerror(errno));
	crypt_password_filter_close(&filter);
}

/*
 * The sender of mail.
 */

/* The host of a URL, or the domain of an address. */
static const char *
domain_of(const char *text, const char *before, char domain[256])
{
	const char *at = strstr(text, before);

	str_copy(domain, 256, at ? at + strlen(before) : text);
	domain[strcspn(domain, ">:/ ")] = '\0';
	str_lower(domain);
	return domain;
}

/* Whether a is b, or a name below it. */
static bool
is_below(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	return la >= lb && str_eq(a + la - lb, b) &&
	       (la == lb || a[la - lb - 1] == '.');
}

/* Names that lead nowhere (RFC 2606, RFC 6762), and those of one machine. */
static bool
is_nowhere(const char *domain)
{
	static const char *const names[] = { "localhost", "localdomain",
		"local", "example", "example.com", "example.net", "example.org",
		"invalid", "test" };

	for (size_t i = 0; i < N_OF(names); i++)
		if (is_below(domain, names[i]))
			return true;
	return !strchr(domain, '.');
}

enum doctor_grade
doctor_grade_sender(
    const char *mail_from, const char *public_url, const char **why)
{
	char sender[256], site[256];

	domain_of(mail_from, "@", sender);
	domain_of(public_url, "://", site);
	if (is_nowhere(sender)) {
		*why = "nobody can answer it, and servers refuse it";
		return DOCTOR_WARN;
	}
	*why = is_below(sender, site) || is_below(site, sender)
		   ? "of the domain of PUBLIC_URL"
		   : "of another domain than PUBLIC_URL: that one's SPF must "
		     "name your mail server";
	return DOCTOR_OK;
}

static void
check_sender(struct doctor *d)
{
	const struct conf *c = &d->ctl->conf;
	const char *why;
	enum doctor_grade grade = doctor_grade_sender(
	    c->mail_from, c->public_url, &why);

	doctor_say(d, grade, "MAIL_FROM", "%s: %s", c->mail_from, why);
}

void
doctor_settings(struct doctor *d)
{
	check_file(d);
	check_secret(d);
	check_unknown(d);
	check_production(d);
	check_payment(d);
	check_clerk(d);
	check_sender(d);
	check_password_filter(d);
}

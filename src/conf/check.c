/*
 * One small function per rule; each message names the setting and what it
 * should be, never what it is: that may be a secret.
 */
#include "conf/check.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

#include "conf/url.h"

#include "base/banned.h"

enum { URL_MAX = 4096 };

/* The text of a temporary buffer, which is released. */
static const char *
take(struct buf *b, struct arena *arena)
{
	const char *text = arena_strdup(arena, buf_text(b));

	buf_release(b);
	return text;
}

/* Replaces *value by the word of the list that it is, in any case. */
static enum err
check_word(const char **value, const char *name, const char *const words[],
    struct fault *f)
{
	struct buf list;

	for (size_t i = 0; words[i]; i++) {
		if (str_eq_nocase(*value, words[i])) {
			*value = words[i];
			return ERR_OK;
		}
	}
	buf_init(&list, FAULT_TEXT);
	for (size_t i = 0; words[i]; i++)
		buf_printf(&list, "%s%s", i ? ", " : "", words[i]);
	fault(f, ERR_CONFIG, "%s: must be one of: %s", name, buf_text(&list));
	buf_release(&list);
	return ERR_CONFIG;
}

static enum err
check_log(struct conf *conf, struct fault *f)
{
	static const char *const ways[] = { "stderr", "syslog", "/PATH", NULL };

	return conf->log[0] == '/' ? ERR_OK
				   : check_word(&conf->log, "LOG", ways, f);
}

static enum err
check_words(struct conf *conf, struct fault *f)
{
	static const char *const environments[] = { "production", "staging",
		"development", "test", NULL };
	static const char *const levels[] = { "error", "warning", "info",
		"debug", NULL };
	static const char *const synchronous[] = { "full", "normal", NULL };
	static const char *const creators[] = { "users", "admins", NULL };
	static const char *const people[] = { "off", "admin", "all", NULL };
	static const char *const algorithms[] = { "HS256", NULL };
	static const char *const signups[] = { "open", "invite", "closed",
		NULL };
	enum err err;

	err = check_word(&conf->environment, "ENVIRONMENT", environments, f);
	if (!err)
		err = check_word(&conf->log_level, "LOG_LEVEL", levels, f);
	if (!err)
		err = check_word(&conf->sqlite_synchronous,
		    "SQLITE_SYNCHRONOUS", synchronous, f);
	if (!err)
		err = check_word(
		    &conf->cluster_creation, "CLUSTER_CREATION", creators, f);
	if (!err)
		err = check_word(
		    &conf->mfa_required, "MFA_REQUIRED", people, f);
	if (!err)
		err = check_word(&conf->algorithm, "ALGORITHM", algorithms, f);
	if (!err)
		err = check_word(&conf->signup, "SIGNUP", signups, f);
	if (!err)
		err = check_log(conf, f);
	return err;
}

static const char *
compose_postgresql(const struct conf *conf, struct arena *arena)
{
	struct buf url;

	buf_init(&url, URL_MAX);
	buf_lit(&url, "postgresql://");
	conf_url_escape(&url, conf->postgres_user, "");
	if (*conf->postgres_password) {
		buf_char(&url, ':');
		conf_url_escape(&url, conf->postgres_password, "");
	}
	if (*conf->postgres_user || *conf->postgres_password)
		buf_char(&url, '@');
	/* libpq takes a socket's directory escaped, IPv6 in brackets */
	if (strchr(conf->postgres_server, ':'))
		buf_printf(&url, "[%s]", conf->postgres_server);
	else
		conf_url_escape(&url, conf->postgres_server, "");
	buf_printf(&url, ":%d/", (int)conf->postgres_port);
	conf_url_escape(&url, conf->postgres_db, "");
	return take(&url, arena);
}

/* Writes the schemes that other tools use for the same databases as ours. */
static const char *
replace_alias(const char *url, struct arena *arena)
{
	static const struct {
		const char *alias, *scheme;
	} aliases[] = {
		{ "postgres://", "postgresql://" },
		{ "postgresql+asyncpg://", "postgresql://" },
		{ "postgresql+psycopg://", "postgresql://" },
		{ "postgresql+psycopg2://", "postgresql://" },
		{ "sqlite+aiosqlite://", "sqlite://" },
		{ "sqlite+pysqlite://", "sqlite://" },
	};

	for (size_t i = 0; i < N_OF(aliases); i++)
		if (str_has_prefix(url, aliases[i].alias))
			return arena_printf(arena, "%s%s", aliases[i].scheme,
			    url + strlen(aliases[i].alias));
	return url;
}

static enum err
check_database(
    struct conf *conf, unsigned needs, struct arena *arena, struct fault *f)
{
	const char *url = replace_alias(conf->database_url, arena);
	bool postgresql = str_has_prefix(url, "postgresql://");

	if (!*url && *conf->postgres_server) {
		if (!*conf->postgres_db)
			return fault(f, ERR_CONFIG,
			    "POSTGRES_DB: must be set with POSTGRES_SERVER");
		url = compose_postgresql(conf, arena);
		postgresql = true;
	}
	if (!*url && (needs & CONF_NEED_DATABASE))
		return fault(f, ERR_CONFIG,
		    "DATABASE_URL: must be set, to sqlite:///path/of/file or "
		    "postgresql://user@host/name");
	if (*url && !postgresql &&
	    (!str_has_prefix(url, "sqlite:///") || !url[strlen("sqlite:///")]))
		return fault(f, ERR_CONFIG,
		    "DATABASE_URL: must be sqlite:///path or "
		    "postgresql://user@host/name");
	conf->database_url = url;
	return ERR_OK;
}

static enum err
check_metrics(const struct conf *conf, struct fault *f)
{
	if (conf->metrics_file[0] == '/' || str_eq(conf->metrics_file, "off"))
		return ERR_OK;
	return fault(f, ERR_CONFIG,
	    "METRICS_FILE: must be a path that begins with /, or off");
}

static enum err
check_upload(struct conf *conf, struct arena *arena, struct fault *f)
{
	size_t len = strlen(conf->upload_dir);

	if (conf->upload_dir[0] != '/')
		return fault(
		    f, ERR_CONFIG, "UPLOAD_DIR: must be an absolute path");
	while (len > 1 && conf->upload_dir[len - 1] == '/')
		len--;
	conf->upload_dir = arena_strndup(arena, conf->upload_dir, len);
	return ERR_OK;
}

static enum err
check_mail(struct conf *conf, unsigned needs, struct fault *f)
{
	const char *url = conf->mail_url, *key = conf->sendgrid_api_key;

	if (str_has_prefix(url, "sendgrid:") && !*key)
		return fault(f, ERR_CONFIG,
		    "SENDGRID_API_KEY: must be set with MAIL_URL=sendgrid:");
	if (*key && (!*url || str_eq(url, "sendgrid:")))
		url = "sendgrid://api.sendgrid.com";
	if (!*url && (needs & CONF_NEED_MAIL))
		return fault(f, ERR_CONFIG,
		    "MAIL_URL: must be set, to smtp://host, smtps://host, "
		    "sendgrid: or file:DIR");
	if (*url && !(str_has_prefix(url, "smtp://") && url[7]) &&
	    !(str_has_prefix(url, "smtps://") && url[8]) &&
	    !(str_has_prefix(url, "sendgrid://") && url[11]) &&
	    !(str_has_prefix(url, "file:") && url[5]))
		return fault(f, ERR_CONFIG,
		    "MAIL_URL: must be smtp://host, smtps://host, file:DIR or "
		    "sendgrid:");
	if (!strchr(conf->mail_from, '@'))
		return fault(f, ERR_CONFIG,
		    "MAIL_FROM: must be an address or Name <address>");
	conf->mail_url = url;
	return ERR_OK;
}

/* Before the '@' there is room for what says who answers, "+" and 40
 * characters, in the 64 that mail servers take. */
static enum err
check_imip(const struct conf *conf, struct fault *f)
{
	const char *a = conf->imip_address;
	size_t local = strspn(a, "abcdefghijklmnopqrstuvwxyz0123456789-_");
	size_t domain = a[local] == '@'
			    ? strspn(a + local + 1,
				  "abcdefghijklmnopqrstuvwxyz0123456789-.")
			    : 0;

	if (!*a || (local > 0 && local <= 64 - 41 && domain > 0 &&
		       !a[local + 1 + domain]))
		return ERR_OK;
	return fault(f, ERR_CONFIG,
	    "IMIP_ADDRESS: must be an address such as rsvp@example.org, of "
	    "small letters, digits, '-' and '_', at most 23 before the '@'");
}

static enum err
check_site(
    const char **url, const char *name, struct arena *arena, struct fault *f)
{
	size_t len = strlen(*url);

	if (!conf_url_is_site(*url))
		return fault(f, ERR_CONFIG,
		    "%s: must be http://host or https://host, with a port or a "
		    "path if need be",
		    name);
	while ((*url)[len - 1] == '/')
		len--;
	*url = arena_strndup(arena, *url, len);
	return ERR_OK;
}

/* Accepts "a, b", whatever separates them. False when one of them is none. */
static bool
read_list(const char **value, const char *separators, bool is_one(const char *),
    struct arena *arena)
{
	char *text = arena_strdup(arena, *value), *one;
	char *list = arena_alloc(arena, strlen(text) + 1), *end = list;

	str_lower(text);
	while ((one = strsep(&text, separators))) {
		size_t len = strlen(one);

		if (len && one[len - 1] == '/')
			one[--len] = '\0';
		if (!len)
			continue;
		if (!is_one(one))
			return false;
		if (end != list)
			*end++ = ',';
		memcpy(end, one, len);
		end += len;
	}
	*end = '\0';
	*value = list;
	return true;
}

static bool
is_domain(const char *name)
{
	return conf_url_is_host(name) && !strchr(name, ':');
}

static enum err
check_lists(struct conf *conf, struct arena *arena, struct fault *f)
{
	/* others write ["a", "b"] */
	if (!read_list(
		&conf->cors_origins, ", \t[]\"'", conf_url_is_origin, arena))
		return fault(f, ERR_CONFIG,
		    "BACKEND_CORS_ORIGINS: must be origins such as "
		    "https://host:port, separated by commas");
	if (!read_list(&conf->outbound_allow, ", \t", conf_url_is_host, arena))
		return fault(f, ERR_CONFIG,
		    "OUTBOUND_ALLOW: must be hosts, or host:port, separated "
		    "by commas");
	if (!read_list(&conf->signup_domains, ", \t", is_domain, arena))
		return fault(f, ERR_CONFIG,
		    "SIGNUP_DOMAINS: must be domains, separated by commas");
	return ERR_OK;
}

static bool
is_provider(const char *name)
{
	return str_eq(name, "stripe") || str_eq(name, "offline");
}

/* Of webhooks: the second while it replaces the first. */
static enum err
check_secrets(const char *secrets, const char *name, struct fault *f)
{
	size_t n = 0;

	for (const char *p = secrets; *p; p++)
		n += *p == ',';
	return n <= 1 && !strpbrk(secrets, " \t")
		   ? ERR_OK
		   : fault(f, ERR_CONFIG,
			 "%s: must be one secret, or two separated by a comma",
			 name);
}

static enum err
check_webhooks(const struct conf *conf, struct fault *f)
{
	enum err err = check_secrets(
	    conf->stripe_webhook_secret, "STRIPE_WEBHOOK_SECRET", f);

	return err ? err
		   : check_secrets(
			 conf->clerk_webhook_secret, "CLERK_WEBHOOK_SECRET", f);
}

static enum err
check_clerk(struct conf *conf, struct arena *arena, struct fault *f)
{
	if (!read_list(&conf->clerk_authorized_parties, ", \t",
		conf_url_is_origin, arena))
		return fault(f, ERR_CONFIG,
		    "CLERK_AUTHORIZED_PARTIES: must be origins such as "
		    "https://host:port, separated by commas");
	return *conf->clerk_issuer
		   ? check_site(&conf->clerk_issuer, "CLERK_ISSUER", arena, f)
		   : ERR_OK;
}

static enum err
check_payment(struct conf *conf, struct arena *arena, struct fault *f)
{
	if (!read_list(&conf->payment_providers, ", \t", is_provider, arena))
		return fault(f, ERR_CONFIG,
		    "PAYMENT_PROVIDERS: must be stripe, offline, or both, "
		    "separated by a comma");
	if (*conf->stripe_secret_key && !*conf->stripe_webhook_secret)
		return fault(f, ERR_CONFIG,
		    "STRIPE_WEBHOOK_SECRET: must be set with "
		    "STRIPE_SECRET_KEY");
	return check_site(&conf->stripe_api_url, "STRIPE_API_URL", arena, f);
}

static enum err
check_secret(const struct conf *conf, unsigned needs, struct fault *f)
{
	if (!*conf->secret_key && (needs & CONF_NEED_SECRET))
		return fault(f, ERR_CONFIG,
		    "SECRET_KEY: must be set, to at least 32 random bytes "
		    "(openssl rand -base64 48)");
	return ERR_OK;
}

enum err
conf_check(
    struct conf *conf, unsigned needs, struct arena *arena, struct fault *f)
{
	enum err err = check_words(conf, f);

	if (!err)
		err = check_database(conf, needs, arena, f);
	if (!err)
		err = check_secret(conf, needs, f);
	if (!err)
		err = check_metrics(conf, f);
	if (!err)
		err = check_upload(conf, arena, f);
	if (!err)
		err = check_mail(conf, needs, f);
	if (!err)
		err = check_imip(conf, f);
	if (!err)
		err = check_lists(conf, arena, f);
	if (!err)
		err = check_webhooks(conf, f);
	if (!err)
		err = check_clerk(conf, arena, f);
	if (!err)
		err = check_payment(conf, arena, f);
	if (!err)
		err = check_site(&conf->public_url, "PUBLIC_URL", arena, f);
	if (!err && *conf->source_url)
		err = check_site(&conf->source_url, "SOURCE_URL", arena, f);
	if (err)
		return err;
	if (!*conf->verification_base_url)
		conf->verification_base_url = conf->public_url;
	return check_site(
	    &conf->verification_base_url, "VERIFICATION_BASE_URL", arena, f);
}

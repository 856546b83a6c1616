/*
 * hearthctl provider: with whose accounts people sign in. What is said of one
 * is read by the contract, as if it came to /admin/providers.
 *
 * A secret is read from a file or from standard input, never from the command
 * line, where every user of the machine could read it.
 */
#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "api/provider.h"
#include "api/said.h"
#include "app/oauth_token.h"
#include "app/provider_ask.h"
#include "base/str.h"
#include "cmd/ctl.h"
#include "db/page.h"
#include "json/write.h"

#include "base/banned.h"

/* Places in the option tables; what is said comes first. */
enum {
	TITLE,
	ISSUER,
	CLIENT_ID,
	SCOPES,
	TENANTS,
	TRUSTS_EMAIL,
	ENABLED,
	SECRET_FILE,
	KIND
};
enum { LIST_JSON };

enum { SAID_MAX = 16384, SECRET_SIZE = 516 /* with the end of its line */ };

/*
 * What is said.
 */

static bool
write_texts(struct json_writer *w, const char *list)
{
	json_open(w, '[');
	while (*list) {
		size_t len = strcspn(list, ",");

		json_write_text_n(w, list, len);
		list += len + (list[len] == ',');
	}
	json_close(w, ']');
	return true;
}

static bool
write_yes(struct json_writer *w, const char *word)
{
	json_write_bool(w, str_eq(word, "yes"));
	return str_eq(word, "yes") || str_eq(word, "no");
}

static bool
write_text(struct json_writer *w, const char *text)
{
	json_write_text(w, text);
	return true;
}

/* The member that an option is, and how it is written. */
static const struct {
	const char *name;
	bool (*write)(struct json_writer *w, const char *value);
} members[] = {
	[TITLE] = { "title", write_text },
	[ISSUER] = { "issuer", write_text },
	[CLIENT_ID] = { "client_id", write_text },
	[SCOPES] = { "scopes", write_text },
	[TENANTS] = { "tenants", write_texts },
	[TRUSTS_EMAIL] = { "trusts_email", write_yes },
	[ENABLED] = { "is_enabled", write_yes },
	[SECRET_FILE] = { "client_secret", write_text },
	[KIND] = { "kind", write_text },
};

/* The one line of a file, "-": standard input. */
static int
read_secret(struct ctl *ctl, const char *path, char secret[SECRET_SIZE])
{
	bool is_input = str_eq(path, "-");
	FILE *in = is_input ? ctl->in : fopen(path, "re");
	size_t n, len;

	if (!in)
		return ctl_complain(
		    ctl, EX_NOINPUT, "%s: %s", path, strerror(errno));
	n = fread(secret, 1, SECRET_SIZE - 1, in);
	if (!is_input)
		fclose(in);
	secret[n] = '\0';
	len = strcspn(secret, "\r\n");
	if (!len || strlen(secret) != n || n > len + 1 + (secret[len] == '\r'))
		return ctl_complain(ctl, EX_DATAERR,
		    "%s: there must be the secret, on one line", path);
	secret[len] = '\0';
	return 0;
}

static int
write_member(
    struct ctl *ctl, struct json_writer *w, size_t option, const char *value)
{
	char secret[SECRET_SIZE];
	int status = 0;

	if (option == SECRET_FILE) {
		status = read_secret(ctl, value, secret);
		value = secret;
	}
	if (!status && !str_is_utf8(value, strlen(value)))
		status = ctl_complain(
		    ctl, EX_DATAERR, "%s: not UTF-8", members[option].name);
	if (!status) {
		json_key(w, members[option].name);
		if (!members[option].write(w, value))
			status = ctl_complain(
			    ctl, EX_USAGE, "'%s' is neither yes nor no", value);
	}
	explicit_bzero(secret, sizeof(secret));
	return status;
}

/* Writes what the options say, of a new one with its name. */
static int
write_said(struct ctl *ctl, const struct ctl_args *args, const char *name,
    struct buf *json)
{
	struct json_writer w = json_writer(json);
	int status = 0;

	json_open(&w, '{');
	if (name)
		json_member_text(&w, "name", name);
	for (size_t i = 0; !status && i < N_OF(members); i++)
		if (args->options[i])
			status = write_member(ctl, &w, i, args->options[i]);
	json_close(&w, '}');
	return status;
}

/*
 * add, change
 */

struct saying {
	const char *name;
	struct buf json;
};

static enum err
add(struct ctl *ctl, void *ctx)
{
	const struct saying *saying = ctx;
	struct api_provider_create_in in = { 0 };
	struct app_provider_input said;
	struct call call = ctl_call(ctl);
	enum err err = api_said_read(&call, "provider_create",
	    (struct uuid){ { 0 } }, &saying->json, &in);

	if (err)
		return err;
	said = api_provider_new(&ctl->arena, &in.body);
	return app_provider_add(&call, &said);
}

static enum err
change(struct ctl *ctl, void *ctx)
{
	const struct saying *saying = ctx;
	struct api_provider_patch_in in = { 0 };
	struct app_provider_input said;
	struct call call = ctl_call(ctl);
	enum err err = api_said_read(&call, "provider_patch",
	    (struct uuid){ { 0 } }, &saying->json, &in);

	if (err)
		return err;
	said = api_provider_change(&ctl->arena, &in.body);
	return app_provider_change(&call, saying->name, &said);
}

/* One that is not there is said so by its name. */
static int
result(struct ctl *ctl, const char *name, enum err err)
{
	return err == ERR_NOT_FOUND
		   ? ctl_complain(ctl, EX_DATAERR, "no provider '%s'", name)
		   : ctl_result(ctl, err);
}

static int
say(struct ctl *ctl, const struct ctl_args *args, const char *new_name,
    enum err (*fn)(struct ctl *ctl, void *ctx))
{
	struct saying saying = { .name = args->operands[0] };
	int status;

	buf_init(&saying.json, SAID_MAX);
	status = write_said(ctl, args, new_name, &saying.json);
	if (!status)
		status = ctl_open(ctl, CONF_NEED_SECRET);
	if (!status)
		status = result(
		    ctl, saying.name, ctl_transaction(ctl, fn, &saying));
	buf_release(&saying.json);
	return status;
}

static int
provider_add(struct ctl *ctl, const struct ctl_args *args)
{
	struct q_provider_find_row row = { .name = args->operands[0] };
	struct call call;
	int status = say(ctl, args, row.name, add);

	if (status)
		return status;
	call = ctl_call(ctl);
	fprintf(ctl->out,
	    "added; what it has to know of Hearth is the redirect URI\n%s\n",
	    app_oauth_callback(&call, &row));
	return 0;
}

static int
provider_change(struct ctl *ctl, const struct ctl_args *args)
{
	int status = say(ctl, args, NULL, change);

	if (!status)
		fputs("changed\n", ctl->out);
	return status;
}

/*
 * list, remove, test
 */

static int
provider_list(struct ctl *ctl, const struct ctl_args *args)
{
	struct db_list providers = Q_provider_list();
	struct db_keys start;
	int status = ctl_open(ctl, 0);

	if (status)
		return status;
	start = db_page_start(providers.query);
	return ctl_result(
	    ctl, ctl_print_list(ctl,
		     db_page_call(providers, &start, APP_PROVIDERS_MAX),
		     &(struct ctl_shown){ .names = "name kind issuer client_id "
						   "is_enabled has_secret "
						   "metadata_at",
			 .json = args->options[LIST_JSON] != NULL }));
}

static enum err
remove_one(struct ctl *ctl, void *ctx)
{
	struct call call = ctl_call(ctl);

	return app_provider_remove(&call, ctx);
}

static int
provider_remove(struct ctl *ctl, const struct ctl_args *args)
{
	const char *name = args->operands[0];
	int status = ctl_open(ctl, CONF_NEED_SECRET);

	if (!status)
		status = result(
		    ctl, name, ctl_transaction(ctl, remove_one, (void *)name));
	if (!status)
		fputs("removed\n", ctl->out);
	return status;
}

static enum err
ask(struct ctl *ctl, const char *name, struct q_provider_find_row *row)
{
	struct call call = ctl_call(ctl);
	const char *secret;
	enum err err = q_provider_find(
	    ctl->db, .name = name, .id = { { { 0 } } }, row);

	if (!err)
		err = app_provider_secret(&call, row, &secret);
	return err ? err : app_provider_discover(&call, row->id);
}

static int
provider_test(struct ctl *ctl, const struct ctl_args *args)
{
	struct q_provider_find_row row;
	int status = ctl_open(ctl, CONF_NEED_SECRET);

	if (!status)
		status = result(
		    ctl, args->operands[0], ask(ctl, args->operands[0], &row));
	if (!status)
		fprintf(ctl->out,
		    "%s says who it is, and has keys; people can%s sign in "
		    "with it\n",
		    row.issuer, row.is_enabled ? "" : "not");
	return status;
}

#define SAID_OPTIONS                                                     \
	[TITLE] = { "--title", "TEXT", "what people read; its name" },   \
	[ISSUER] = { "--issuer", "URL",                                  \
		"byte for byte as its tokens have it" },                 \
	[CLIENT_ID] = { "--client-id", "ID", "what it calls Hearth" },   \
	[SCOPES] = { "--scopes", "TEXT", "openid email profile" },       \
	[TENANTS] = { "--tenants", "ID,...",                             \
		"of outlook: whose addresses are believed" },            \
	[TRUSTS_EMAIL] = { "--trusts-email", "yes|no",                   \
		"whether an address that it has verified is believed" }, \
	[ENABLED] = { "--enabled", "yes|no",                             \
		"whether people can sign in with it" },                  \
	[SECRET_FILE] = { "--secret-file", "FILE",                       \
		"which has the secret that it gave; -: standard input" }

static const struct ctl_option add_options[] = {
	SAID_OPTIONS, [KIND] = { "--kind", "KIND", "google, outlook or oidc" },
	{ 0 }
};

static const struct ctl_option change_options[] = { SAID_OPTIONS, { 0 } };

static const struct ctl_option list_options[] = {
	[LIST_JSON] = { "--json", NULL, "print a JSON array" }, { 0 }
};

const struct ctl_command ctl_provider_commands[] = {
	{ .name = "list",
	    .help = "List all, by name.",
	    .options = list_options,
	    .run = provider_list },
	{ .name = "add",
	    .operands = "NAME",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Let people sign in with accounts elsewhere.",
	    .options = add_options,
	    .run = provider_add },
	{ .name = "change",
	    .operands = "NAME",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Change what is given of a provider.",
	    .options = change_options,
	    .run = provider_change },
	{ .name = "remove",
	    .operands = "NAME",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Remove a provider that nobody has an account of.",
	    .run = provider_remove },
	{ .name = "test",
	    .operands = "NAME",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Ask a provider what it says of itself, and for its keys. "
		    "Exits 69 when that does not do.",
	    .run = provider_test },
	{ 0 }
};

/*
 * hearthctl config: the effective settings, a file for new ones, or the table
 * behind them for the test that compares it with hearth.conf(5).
 */
#include "cmd/ctl.h"

#include <string.h>

#include "base/rand.h"
#include "conf/template.h"
#include "crypt/base64url.h"

#include "base/banned.h"

enum { NAMES, NEW }; /* places in the option table */
enum { SECRET_BYTES = 48 };

const struct ctl_option ctl_config_options[] = {
	[NAMES] = { "--names", NULL,
	    "list every setting: name, type, default, least, most and help, "
	    "between tabs" },
	[NEW] = { "--new", NULL,
	    "print a settings file for a new installation: with a fresh "
	    "SECRET_KEY and what the environment sets" },
	{ 0 }
};

static void
print_names(FILE *out)
{
	const struct conf_setting *s;

	for (size_t i = 0; (s = conf_setting_at(i)) != NULL; i++)
		fprintf(out, "%s\t%s\t%s\t%lld\t%lld\t%s\n", s->name, s->type,
		    s->default_text, (long long)s->min, (long long)s->max,
		    s->help);
}

/* The environment's values are checked, no file is asked. */
static int
print_new(struct ctl *ctl)
{
	char secret[CRYPT_BASE64URL_LEN(SECRET_BYTES) + 1];
	unsigned char bytes[SECRET_BYTES];
	int status;

	ctl->conf_file = "/dev/null";
	status = ctl_load(ctl, 0);
	if (status)
		return status;
	rand_bytes(bytes, sizeof(bytes));
	crypt_base64url_encode(bytes, sizeof(bytes), secret);
	conf_template_print(secret, ctl->out);
	explicit_bzero(bytes, sizeof(bytes));
	explicit_bzero(secret, sizeof(secret));
	return 0;
}

int
ctl_config_run(struct ctl *ctl, const struct ctl_args *args)
{
	int status;

	if (args->options[NAMES]) {
		print_names(ctl->out);
		return 0;
	}
	if (args->options[NEW])
		return print_new(ctl);
	status = ctl_load(ctl, 0);
	if (!status)
		conf_dump(&ctl->conf, ctl->out);
	return status;
}

/*
 * hearthctl config: the effective settings, or the table behind them for the
 * test that compares it with hearth.conf(5).
 */
#include "cmd/ctl.h"

#include "base/banned.h"

enum { NAMES }; /* place in the option table */

const struct ctl_option ctl_config_options[] = {
	[NAMES] = { "--names", NULL,
	    "list every setting: name, type, default, least, most and help, "
	    "between tabs" },
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

int
ctl_config_run(struct ctl *ctl, const struct ctl_args *args)
{
	int status;

	if (args->options[NAMES]) {
		print_names(ctl->out);
		return 0;
	}
	status = ctl_load(ctl, 0);
	if (!status)
		conf_dump(&ctl->conf, ctl->out);
	return status;
}

/*
 * hearthctl user export: all that sql/person.txt says there is of somebody, as
 * a JSON object of tables, each with its rows.
 */
#include "cmd/ctl_user_export.h"

#include <string.h>

#include "app/person.h"
#include "cmd/ctl_user_find.h"
#include "text/shown.h"

#include "base/banned.h"

enum { SCRATCH_MAX = 8 << 20 };

struct export
{
	struct ctl *ctl;
	struct arena scratch; /* of one piece */
};

static enum err
print(void *ctx, const char *text)
{
	struct export *x = ctx;
	size_t layout = strspn(text, ",{\n");

	fwrite(text, 1, layout, x->ctl->out);
	fputs(text_json_for_terminal(&x->scratch, text + layout), x->ctl->out);
	arena_reset(&x->scratch);
	return ERR_OK;
}

int
ctl_user_export(struct ctl *ctl, const struct ctl_args *args)
{
	struct export x = { .ctl = ctl };
	const struct app_person_out out = { print, &x, &ctl->fault };
	struct q_operator_user_row user;
	int status = ctl_user_open(ctl, args->operands[0], &user);

	if (status)
		return status;
	arena_init(&x.scratch, SCRATCH_MAX);
	status = ctl_result(ctl, app_person_write(ctl->db, user.id, &out));
	fputs("\n", ctl->out);
	arena_release(&x.scratch);
	return status;
}

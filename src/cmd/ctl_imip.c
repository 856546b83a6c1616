/*
 * hearthctl imip: answers to events that come by mail, as a mail server hands
 * them over.
 *
 * A mail server that is told of a failure sends a mail about it to whoever has
 * sent this one, and who that is anybody can forge. So whatever is understood,
 * or never will be, ends with 0, and the rest with 75, after which it comes
 * again.
 */
#include "cmd/ctl.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/imip.h"
#include "base/clock.h"
#include "base/str.h"
#include "mail/message.h"

#include "base/banned.h"

enum { RECIPIENT, MAILDIR }; /* places in the option table */

enum { ARENA_MAX = 64 << 20, PATH_SIZE = 4096 };

const struct ctl_option ctl_imip_options[] = {
	{ "--recipient", "ADDRESS",
	    "to whom the mail went; else the mail says so" },
	{ "--maildir", "DIR",
	    "take the mails in DIR/new, and move them to DIR/cur" },
	{ 0 }
};

/* One byte more than a mail may have tells that it has too many. What could be
 * read of one that could not be read whole is another mail. */
static enum err
read_mail(struct ctl *ctl, FILE *from, struct arena *arena, struct bytes *out)
{
	char *mail = arena_alloc(arena, MAIL_MESSAGE_MAX + 1);
	size_t len = fread(mail, 1, MAIL_MESSAGE_MAX + 1, from);

	*out = (struct bytes){ mail, len };
	return ferror(from)
		   ? fault_internal(&ctl->fault, ERR_INTERNAL,
			 "the mail cannot be read: %s", strerror(errno))
		   : ERR_OK;
}

/* With memory of its own: there may be many. */
static enum err
take(struct ctl *ctl, FILE *from, const char *recipient, const char *name)
{
	struct arena arena;
	struct call call = { .db = ctl->db,
		.arena = &arena,
		.fault = &ctl->fault,
		.conf = &ctl->conf,
		.keys = ctl->keys,
		.now_us = clock_now_us() };
	struct bytes mail;
	const char *said;
	enum err err;

	arena_init(&arena, ARENA_MAX);
	db_bind(ctl->db, &arena, &ctl->fault);
	err = read_mail(ctl, from, &arena, &mail);
	if (!err)
		err = app_imip_take(&call, mail, recipient, &said);
	if (!err)
		fprintf(ctl->out, "%s%s\n", name, said);
	db_bind(ctl->db, &ctl->arena, &ctl->fault);
	arena_release(&arena);
	return err;
}

static int
take_file(struct ctl *ctl, const char *dir, const char *name)
{
	char path[PATH_SIZE], to[PATH_SIZE];
	FILE *file;
	int status;

	if ((size_t)snprintf(path, sizeof(path), "%s/new/%s", dir, name) >=
		sizeof(path) ||
	    (size_t)snprintf(to, sizeof(to), "%s/cur/%s:2,S", dir, name) >=
		sizeof(to))
		return ctl_complain(ctl, EX_TEMPFAIL, "%s: too long", name);
	file = fopen(path, "re");
	if (!file)
		return ctl_complain(
		    ctl, EX_TEMPFAIL, "%s: %s", path, strerror(errno));
	status = ctl_result(ctl,
	    take(ctl, file, NULL, arena_printf(&ctl->arena, "%s: ", name)));
	fclose(file);
	if (status)
		return status;
	return rename(path, to) == 0 ? EX_OK
				     : ctl_complain(ctl, EX_TEMPFAIL, "%s: %s",
					   to, strerror(errno));
}

static int
is_mail(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names, which begin with when they came. One that cannot
 * be taken yet does not stand in the way of those behind it. */
static int
take_maildir(struct ctl *ctl, const char *dir)
{
	char path[PATH_SIZE];
	struct dirent **entries;
	int n, status = EX_OK;

	if ((size_t)snprintf(path, sizeof(path), "%s/new", dir) >= sizeof(path))
		return ctl_complain(ctl, EX_TEMPFAIL, "%s: too long", dir);
	n = scandir(path, &entries, is_mail, alphasort);
	if (n < 0)
		return ctl_complain(
		    ctl, EX_TEMPFAIL, "%s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (take_file(ctl, dir, entries[i]->d_name))
			status = EX_TEMPFAIL;
		free(entries[i]);
	}
	free(entries);
	return status;
}

int
ctl_imip_run(struct ctl *ctl, const struct ctl_args *args)
{
	const char *dir = args->options[MAILDIR];
	int status = ctl_open(ctl, CONF_NEED_SECRET);

	if (!status && !*ctl->conf.imip_address)
		status = ctl_complain(
		    ctl, EX_CONFIG, "IMIP_ADDRESS is not set");
	if (!status)
		status = dir ? take_maildir(ctl, dir)
			     : ctl_result(
				   ctl, take(ctl, ctl->in,
					    args->options[RECIPIENT], ""));
	return status ? EX_TEMPFAIL : EX_OK;
}

/*
 * hearthctl files: whether the files of people are what the database says.
 */
#include "cmd/ctl.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "crypt/digest.h"
#include "generated/query/file.h"
#include "store/store.h"

#include "base/banned.h"

enum { PAGE = 500, PAGE_MAX = 1 << 20, WRONG = 1 };
enum { HASH }; /* place in the option table */

struct check {
	struct ctl *ctl;
	const struct store *store;
	bool hashes;
	long n, n_wrong;
};

/* What is wrong with an open file; NULL: nothing. */
static const char *
fault_of(const struct check *c, int fd, const struct q_file_check_row *row)
{
	unsigned char hash[CRYPT_SHA256_SIZE];
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return "is no file";
	if (st.st_size != row->size)
		return "has another size";
	if (!c->hashes)
		return NULL;
	if (!crypt_sha256_file(fd, hash))
		return "cannot be read";
	return row->sha256.len == sizeof(hash) &&
		       memcmp(row->sha256.p, hash, sizeof(hash)) == 0
		   ? NULL
		   : "has other bytes";
}

static void
check_one(struct check *c, const struct q_file_check_row *row)
{
	int fd = store_read(c->store, row->id.v, STORE_FILE);
	const char *wrong = fd < 0 ? strerror(errno) : fault_of(c, fd, row);
	char id[UUID_TEXT_SIZE];

	c->n++;
	if (fd >= 0)
		close(fd);
	if (!wrong)
		return;
	c->n_wrong++;
	uuid_format(row->id.v, id);
	fprintf(c->ctl->out, "%s: %s\n", id, wrong);
}

/* Moves *after to the last one of the page. */
static enum err
check_page(struct check *c, struct file_id *after, size_t *n)
{
	struct q_file_check_row *rows;
	enum err err = q_file_check(
	    c->ctl->db, .after_id = *after, .limit = PAGE, &rows, n);

	for (size_t i = 0; !err && i < *n; i++)
		check_one(c, &rows[i]);
	if (!err && *n)
		*after = rows[*n - 1].id;
	return err;
}

/* However many there are, one page is in memory. */
static enum err
check_all(struct check *c)
{
	struct file_id after = { 0 };
	struct arena page;
	size_t n = PAGE;
	enum err err = ERR_OK;

	arena_init(&page, PAGE_MAX);
	db_bind(c->ctl->db, &page, &c->ctl->fault);
	while (!err && n == PAGE) {
		err = check_page(c, &after, &n);
		arena_reset(&page);
	}
	db_bind(c->ctl->db, &c->ctl->arena, &c->ctl->fault);
	arena_release(&page);
	return err;
}

static int
files_check(struct ctl *ctl, const struct ctl_args *args)
{
	struct check c = { .ctl = ctl, .hashes = args->options[HASH] };
	struct store *store;
	int status = ctl_open(ctl, 0);

	if (status)
		return status;
	if (store_open(ctl->conf.upload_dir, ctl->conf.upload_adopt_socket,
		&ctl->fault, &store))
		return ctl_complain(ctl, EX_NOINPUT, "%s", ctl->fault.internal);
	c.store = store;
	status = ctl_result(ctl, check_all(&c));
	store_close(store);
	if (status)
		return status;
	fprintf(ctl->out, "%ld files, %ld of them wrong\n", c.n, c.n_wrong);
	return c.n_wrong ? WRONG : 0;
}

static const struct ctl_option check_options[] = {
	{ "--hash", NULL, "read all of them, and compare their hashes" }, { 0 }
};

const struct ctl_command ctl_files_commands[] = {
	{ .name = "check",
	    .help = "See that the bytes of every file are there. Exits 1 when "
		    "some are not.",
	    .options = check_options,
	    .run = files_check },
	{ 0 }
};

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
#include "generated/query/export.h"
#include "generated/query/file.h"
#include "generated/query/space.h"
#include "generated/query/user.h"
#include "store/store.h"

#include "base/banned.h"

enum { PAGE = 500, PAGE_MAX = 1 << 20, WRONG = 1 };
enum { HASH, MEND }; /* places in the option table */

struct check {
	struct ctl *ctl;
	const struct store *store;
	bool hashes, mends;
	long n, n_wrong, n_miscounted;
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

static enum err
check_files(struct check *c, struct uuid *after, size_t *n)
{
	struct q_file_check_row *rows;
	enum err err = q_file_check(
	    c->ctl->db, .after_id = { *after }, .limit = PAGE, &rows, n);

	for (size_t i = 0; !err && i < *n; i++)
		check_one(c, &rows[i]);
	if (!err && *n)
		*after = rows[*n - 1].id.v;
	return err;
}

static enum err
check_exports(struct check *c, struct uuid *after, size_t *n)
{
	struct q_export_check_row *rows;
	enum err err = q_export_check(
	    c->ctl->db, .after_id = { *after }, .limit = PAGE, &rows, n);

	for (size_t i = 0; !err && i < *n; i++) {
		*after = rows[i].file_id.v;
		check_one(c, &(struct q_file_check_row){ .id = rows[i].file_id,
				 .size = rows[i].size.v,
				 .sha256 = rows[i].sha256 });
	}
	return err;
}

/* What the files of somebody take is not what is counted. */
static void
say_miscounted(struct check *c, const char *whose, struct uuid id,
    int64_t counted, int64_t taken)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id, text);
	fprintf(c->ctl->out, "files of %s %s: counted %lld bytes, are %lld%s\n",
	    whose, text, (long long)counted, (long long)taken,
	    c->mends ? "; counted anew" : "");
	c->n_miscounted++;
}

static enum err
mend_person(struct db *db, struct user_id id)
{
	struct q_user_lock_row user;
	enum err err = db_begin(db);

	if (!err)
		err = q_user_lock(db, .id = id, &user);
	if (!err)
		err = q_file_room_mend_person(db, .id = id, NULL);
	return err ? err : db_commit(db);
}

static enum err
mend_space(struct db *db, struct space_id id)
{
	struct q_space_for_write_row space;
	enum err err = db_begin(db);

	if (!err)
		err = q_space_for_write(db, .id = id, &space);
	if (!err)
		err = q_file_room_mend_space(db, .id = id, NULL);
	return err ? err : db_commit(db);
}

static enum err
check_people(struct check *c, struct uuid *after, size_t *n)
{
	struct q_file_room_of_people_row *rows;
	enum err err = q_file_room_of_people(
	    c->ctl->db, .after_id = { *after }, .limit = PAGE, &rows, n);

	for (size_t i = 0; !err && i < *n; i++) {
		*after = rows[i].id.v;
		if (rows[i].counted == rows[i].taken)
			continue;
		say_miscounted(
		    c, "person", rows[i].id.v, rows[i].counted, rows[i].taken);
		err = c->mends ? mend_person(c->ctl->db, rows[i].id) : ERR_OK;
	}
	return err;
}

static enum err
check_spaces(struct check *c, struct uuid *after, size_t *n)
{
	struct q_file_room_of_spaces_row *rows;
	enum err err = q_file_room_of_spaces(
	    c->ctl->db, .after_id = { *after }, .limit = PAGE, &rows, n);

	for (size_t i = 0; !err && i < *n; i++) {
		*after = rows[i].id.v;
		if (rows[i].counted == rows[i].taken)
			continue;
		say_miscounted(
		    c, "cluster", rows[i].id.v, rows[i].counted, rows[i].taken);
		err = c->mends ? mend_space(c->ctl->db, rows[i].id) : ERR_OK;
	}
	return err;
}

/* Moves *after to the last one of its page. */
typedef enum err (*check_page_fn)(
    struct check *c, struct uuid *after, size_t *n);

/* However many there are, one page is in memory. */
static enum err
check_all(struct check *c, check_page_fn check_page_of)
{
	struct uuid after = { { 0 } };
	struct arena page;
	size_t n = PAGE;
	enum err err = ERR_OK;

	arena_init(&page, PAGE_MAX);
	db_bind(c->ctl->db, &page, &c->ctl->fault);
	while (!err && n == PAGE) {
		err = check_page_of(c, &after, &n);
		arena_reset(&page);
	}
	db_bind(c->ctl->db, &c->ctl->arena, &c->ctl->fault);
	arena_release(&page);
	return err;
}

static enum err
check_everything(struct check *c)
{
	enum err err = check_all(c, check_files);

	if (!err)
		err = check_all(c, check_exports);
	if (!err)
		err = check_all(c, check_people);
	return err ? err : check_all(c, check_spaces);
}

static int
files_check(struct ctl *ctl, const struct ctl_args *args)
{
	struct check c = { .ctl = ctl,
		.hashes = args->options[HASH],
		.mends = args->options[MEND] };
	struct store *store;
	int status = ctl_open(ctl, 0);

	if (status)
		return status;
	if (store_open(ctl->conf.upload_dir, ctl->conf.upload_adopt_socket,
		&ctl->fault, &store))
		return ctl_complain(ctl, EX_NOINPUT, "%s", ctl->fault.internal);
	c.store = store;
	status = ctl_result(ctl, check_everything(&c));
	store_close(store);
	if (status)
		return status;
	fprintf(ctl->out, "%ld files, %ld of them wrong\n", c.n, c.n_wrong);
	return c.n_wrong || (c.n_miscounted && !c.mends) ? WRONG : 0;
}

static const struct ctl_option check_options[] = {
	{ "--hash", NULL, "read all of them, and compare their hashes" },
	{ "--mend", NULL, "count anew what is counted wrong" }, { 0 }
};

const struct ctl_command ctl_files_commands[] = {
	{ .name = "check",
	    .help = "See that the bytes of every file are there, and are "
		    "counted. Exits 1 when some are not.",
	    .options = check_options,
	    .run = files_check },
	{ 0 }
};

/*
 * Which folder it is, the clock says: workers need not tell each other, and one
 * that starts anew does not begin anew.
 */
#include "worker/sweep.h"

#include "base/clock.h"
#include "base/log.h"
#include "generated/query/file.h"
#include "generated/query/picture.h"
#include "store/sweep.h"

#include "base/banned.h"

enum { OLD_S = 3600, SHELF_S = 60 };

/* A store_is_nobodys_fn. */
static enum err
has_no_row(void *ctx, struct uuid id, bool *is_nobodys)
{
	struct worker *w = ctx;
	struct q_file_is_known_row row;
	enum err err = q_file_is_known(
	    w->call.db, .id = (struct file_id){ id }, &row);

	*is_nobodys = err == ERR_NOT_FOUND;
	return *is_nobodys ? ERR_OK : err;
}

/* The same of a picture that everybody may get. */
static enum err
is_shown_nowhere(void *ctx, struct uuid id, bool *is_nobodys)
{
	struct worker *w = ctx;
	struct q_picture_is_shown_row row;
	char text[UUID_TEXT_SIZE];
	enum err err;

	uuid_format(id, text);
	err = q_picture_is_shown(w->call.db, .name = text, &row);
	*is_nobodys = err == ERR_NOT_FOUND;
	return *is_nobodys ? ERR_OK : err;
}

static enum err
look_through(
    struct worker *w, const struct store *store, unsigned shelf, int64_t before)
{
	int64_t bodies, files = 0, pictures = 0;
	enum err err = store_sweep_bodies(
	    store, before, has_no_row, w, &w->fault, &bodies);

	if (!err)
		err = store_sweep_shelf(
		    store, shelf, before, has_no_row, w, &w->fault, &files);
	if (!err)
		err = store_sweep_pictures(store, shelf, before,
		    is_shown_nowhere, w, &w->fault, &pictures);
	if (bodies || files || pictures)
		log_info("removed %lld bodies that became no file, %lld files "
			 "that nobody has, %lld pictures that nobody shows",
		    (long long)bodies, (long long)files, (long long)pictures);
	return err;
}

enum err
worker_sweep_shelf(struct worker *w, unsigned shelf, int64_t before)
{
	const struct conf *conf = w->call.conf;
	struct store *store;
	enum err err = store_open(
	    conf->upload_dir, conf->upload_adopt_socket, &w->fault, &store);

	if (!err) {
		err = look_through(w, store, shelf, before);
		store_close(store);
	}
	if (err != ERR_STORAGE && err != ERR_STORAGE_FULL)
		return err;
	if (!w->is_sweep_said)
		log_info("files are not looked through: %s", w->fault.internal);
	w->is_sweep_said = true;
	fault_clear(&w->fault);
	return ERR_OK;
}

enum err
worker_sweep(struct worker *w)
{
	int64_t now = clock_now_us() / CLOCK_SECOND_US;

	return worker_sweep_shelf(
	    w, (unsigned)(now / SHELF_S % STORE_SHELVES), now - OLD_S);
}

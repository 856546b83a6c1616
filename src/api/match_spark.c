/*
 * Which sparks the caller could join.
 */
#include "app/match_spark.h"

#include "api/encode.h"
#include "api/list.h"
#include "api/match.h"
#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

static const char *
ids_of(struct call *call, const struct app_match_spark *sparks, size_t n)
{
	struct uuid *ids = arena_array(call->arena, n, sizeof(*ids));

	for (size_t i = 0; i < n; i++)
		ids[i] = sparks[i].row->id.v;
	return api_list_uuids(call->arena, (struct check_uuids){ ids, n });
}

/* The next of them that is the one with this id: the rows have their order. */
static const struct app_match_spark *
next(const struct app_match_spark *sparks, size_t n, struct uuid id, size_t *at)
{
	while (*at < n && !uuid_eq(sparks[*at].row->id.v, id))
		++*at;
	return &sparks[(*at)++];
}

static void
write_rest(struct json_writer *w, const struct app_match_spark *spark,
    int32_t offset_s)
{
	api_match_write_part(w, "score", spark->score);
	json_key(w, "reasons");
	json_open(w, '[');
	for (size_t i = 0; i < spark->n_shared && i < APP_MATCH_TERMS_MAX; i++)
		api_match_write_liked(w, spark->shared[i]);
	api_match_write_free(w, &spark->free, 1, offset_s);
	json_close(w, ']');
}

static enum err
write_all(struct call *call, struct json_writer *w,
    const struct app_match_spark *sparks, size_t n, int32_t offset_s)
{
	struct db_call query = Q_spark_some(.ids = ids_of(call, sparks, n),
	    .viewer = call->user, .now = call->now_us);
	struct api_encoder encoder;
	struct db_rows *rows;
	struct db_value id;
	size_t at = 0;
	bool more;
	enum err err = db_rows(call->db, query, &rows);

	api_encoder_init(&encoder, query.query);
	while (!err && !(err = db_rows_next(rows, &more)) && more) {
		db_rows_value(rows, 0, &id);
		json_open(w, '{');
		json_key(w, "spark");
		api_encode_row(&encoder, rows, w);
		write_rest(w, next(sparks, n, id.u, &at), offset_s);
		json_close(w, '}');
	}
	return err;
}

enum err
api_match_spark_list(
    struct call *call, const struct api_match_spark_list_in *in)
{
	struct app_match_spark *sparks;
	struct json_writer w;
	int32_t offset_s = 0;
	size_t n;
	enum err err = app_match_sparks(call, &sparks, &n);

	if (!err)
		err = api_match_read_offset(call, &offset_s);
	if (err)
		return err;
	if (n > (size_t)in->limit)
		n = (size_t)in->limit;
	w = reply_json(call);
	json_open(&w, '[');
	err = write_all(call, &w, sparks, n, offset_s);
	json_close(&w, ']');
	return err;
}

/*
 * The last used stands first.
 */
#include "app/matches.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "generated/query/match.h"

#include "base/banned.h"

/* Entries that are read at once. */
enum { PAGE = 2000 };

struct app_matches {
	struct app_match_snapshot *kept[APP_MATCHES_MAX];
	size_t n;
};

struct app_matches *
app_matches_new(void)
{
	struct app_matches *m = calloc(1, sizeof(*m));

	bug_if(!m);
	return m;
}

void
app_matches_free(struct app_matches *m)
{
	app_matches_trim(m, 0);
	free(m);
}

void
app_matches_trim(struct app_matches *m, size_t max)
{
	size_t n = 0, size = 0;

	while (n < m->n && (size += app_match_snapshot_size(m->kept[n])) <= max)
		n++;
	while (m->n > n)
		app_match_snapshot_free(m->kept[--m->n]);
}

/* The place of a cluster, the first of all from now on. */
static struct app_match_snapshot **
place_of(struct app_matches *m, struct space_id cluster)
{
	struct app_match_snapshot *found = NULL;
	size_t i = 0;

	while (i < m->n && !uuid_eq(m->kept[i]->cluster.v, cluster.v))
		i++;
	if (i < m->n)
		found = m->kept[i];
	else if (m->n < APP_MATCHES_MAX)
		m->n++;
	else
		app_match_snapshot_free(m->kept[--i]);
	memmove(&m->kept[1], &m->kept[0], i * sizeof(m->kept[0]));
	m->kept[0] = found ? found : app_match_snapshot_new(cluster);
	return &m->kept[0];
}

struct news {
	struct app_match_snapshot *s;
	size_t n; /* of the page that was read last */
};

static enum err
read_page(struct call *call, void *to)
{
	struct news *news = to;
	struct app_match_snapshot *s = news->s;
	struct q_match_news_row *rows;
	enum err err = q_match_news(call->db, .cluster = s->cluster,
	    .version = s->version, .limit = PAGE, &rows, &news->n);

	for (size_t i = 0; !err && i < news->n; i++) {
		app_match_snapshot_set(
		    s, rows[i].user_id, rows[i].vector, rows[i].free);
		s->version = rows[i].version;
	}
	return err;
}

/* Apart, since a large cluster would fill the memory of the request. A row that
 * is written meanwhile is read twice, as it is then the last time: its version
 * is higher than all that were read before. */
static enum err
read_news(struct call *call, struct app_match_snapshot *s)
{
	struct news news = { s, PAGE };
	enum err err = ERR_OK;

	while (!err && news.n == PAGE)
		err = app_apart(call, read_page, &news);
	return err;
}

static void
begin_anew(struct app_match_snapshot **place)
{
	struct space_id cluster = (*place)->cluster;

	app_match_snapshot_free(*place);
	*place = app_match_snapshot_new(cluster);
}

/* Reads what was written since; whatever had been when the version was read is
 * found. *base: up to which version entries have gone by then. */
static enum err
read_on(struct call *call, struct app_match_snapshot *s, int64_t version,
    int64_t *base)
{
	struct q_match_cluster_get_row is = { 0 };
	enum err err = read_news(call, s);

	if (!err && s->version < version)
		s->version = version;
	if (!err)
		err = q_match_cluster_get(call->db, .cluster = s->cluster, &is);
	*base = is.base;
	return err;
}

/* An entry that goes between two statements is missed by the second, and one
 * that was written behind it is not; so what went meanwhile is looked at last,
 * and where that was not to be, nothing is kept. */
static enum err
catch_up(struct call *call, struct app_match_snapshot **place)
{
	struct q_match_cluster_get_row is;
	int64_t known, base;
	enum err err;

	do {
		err = q_match_cluster_get(
		    call->db, .cluster = (*place)->cluster, &is);
		if (err)
			break;
		known = (*place)->version;
		if (is.base > known || app_match_snapshot_is_worn(*place)) {
			begin_anew(place);
			known = is.base;
		}
		if (is.version == (*place)->version)
			return ERR_OK;
		err = read_on(call, *place, is.version, &base);
		if (err || base > known)
			begin_anew(place);
	} while (!err && base > known);
	if (err != ERR_NOT_FOUND)
		return err;
	begin_anew(place); /* the cluster has gone, or has no entry yet */
	return ERR_OK;
}

enum err
app_matches_get(struct call *call, struct space_id cluster,
    const struct app_match_snapshot **out)
{
	struct app_match_snapshot **place = place_of(call->matches, cluster);
	enum err err = catch_up(call, place);

	*out = *place;
	return err;
}

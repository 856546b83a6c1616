/*
 * The slot of this process: its rows, and what it says of the process itself.
 */
#include "metric/metric.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "base/str.h"
#include "metric/file.h"

#include "base/banned.h"

const int64_t metric_bounds_us[METRIC_BUCKETS - 1] = { 1000, 2500, 5000, 10000,
	25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000 };

size_t
metric_cells_of(enum metric_kind kind)
{
	static const size_t cells[METRIC_KINDS] = {
#define CELLS(kind) [METRIC_##kind] = METRIC_##kind##_CELLS,
		METRIC_KIND_TABLE(CELLS)
#undef CELLS
	};

	return cells[kind];
}

/* The slot as the process before left it, or empty. */
static void
begin(struct metric *m, const char *program)
{
	struct metric_slot *s = m->slot;
	const struct metric_row *row = NULL;
	size_t used = 0;

	while ((row = metric_slot_next(s, row)))
		used = (size_t)((const char *)(row->cells + row->n_cells) -
				s->rows);
	s->used = used; /* what is no row is overwritten */
	str_copy(s->program, sizeof(s->program), program);
	s->started_us = (uint64_t)clock_now_us();
	s->arena_bytes = 0;
	metric_note_memory(m);
	metric_add(metric_cells(m, METRIC_PROGRAM, program), 1);
}

struct metric *
metric_open(const struct metric_options *o)
{
	struct metric *m = calloc(1, sizeof(*m));
	char reason[METRIC_REASON_SIZE];
	bool is_off = str_eq(o->path, "off");
	size_t slot = 0;

	bug_if(!m);
	if (is_off ||
	    !metric_file_take(&m->file, o->path, o->owner, &slot, reason)) {
		metric_file_alone(&m->file);
		slot = 0;
		if (!is_off)
			log_warning("METRICS_FILE %s: %s; this process counts "
				    "for itself alone",
			    o->path, reason);
	}
	m->slot = metric_file_slot(&m->file, slot);
	begin(m, o->program);
	return m;
}

void
metric_close(struct metric *m)
{
	if (!m)
		return;
	metric_file_close(&m->file);
	free(m);
}

bool
metric_is_shared(const struct metric *m)
{
	return m->file.fd >= 0;
}

uint64_t *
metric_cells(struct metric *m, enum metric_kind kind, const char *name)
{
	struct metric_row *row = NULL;

	while ((row = metric_slot_next(m->slot, row)))
		if (row->kind == kind &&
		    row->n_cells == metric_cells_of(kind) &&
		    strncmp(row->name, name, METRIC_NAME_SIZE - 1) == 0)
			return row->cells;
	row = metric_slot_append(m->slot, kind, metric_cells_of(kind), name);
	if (row)
		return row->cells;
	if (!m->is_full)
		log_warning("the slot of this process is full: nothing counts "
			    "%s",
		    name);
	m->is_full = true;
	return m->nobodys;
}

void
metric_add_time(uint64_t *cells, int64_t us)
{
	size_t i = 0;

	while (i < METRIC_BUCKETS - 1 && us > metric_bounds_us[i])
		i++;
	metric_add(&cells[i], 1);
	metric_add(&cells[METRIC_BUCKETS], us > 0 ? (uint64_t)us : 0);
}

void
metric_note_memory(struct metric *m)
{
	__atomic_store_n(&m->slot->resident_bytes, process_resident_bytes(),
	    __ATOMIC_RELAXED);
}

void
metric_note_arena(struct metric *m, size_t bytes)
{
	if (bytes > m->slot->arena_bytes)
		__atomic_store_n(
		    &m->slot->arena_bytes, bytes, __ATOMIC_RELAXED);
}

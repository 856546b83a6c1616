/*
 * Adding up slots, row by row.
 */
#include "metric/sum.h"

#include <string.h>

#include "base/str.h"
#include "metric/file.h"

#include "base/banned.h"

void
metric_sum_init(struct metric_sum *s, struct arena *arena)
{
	memset(s, 0, sizeof(*s));
	s->arena = arena;
	s->last_total = &s->totals;
	s->last_process = &s->processes;
}

/* FNV-1a */
static size_t
chain_of(enum metric_kind kind, const char *name)
{
	uint32_t h = 2166136261u + kind;

	while (*name)
		h = (h ^ (unsigned char)*name++) * 16777619u;
	return h % METRIC_SUM_CHAINS;
}

struct metric_total *
metric_sum_row(struct metric_sum *s, enum metric_kind kind, const char *name)
{
	struct metric_total **chain = &s->chains[chain_of(kind, name)], *t;

	for (t = *chain; t; t = t->in_chain)
		if (t->kind == kind && str_eq(t->name, name))
			return t;
	t = arena_new(s->arena, struct metric_total);
	t->kind = kind;
	t->name = arena_strdup(s->arena, name);
	t->in_chain = *chain;
	*chain = t;
	*s->last_total = t;
	s->last_total = &t->next;
	return t;
}

static void
add_row(struct metric_sum *s, const struct metric_row *row)
{
	struct metric_total *t;

	if (row->kind >= METRIC_KINDS ||
	    row->n_cells != metric_cells_of((enum metric_kind)row->kind))
		return;
	t = metric_sum_row(s, (enum metric_kind)row->kind, row->name);
	for (size_t i = 0; i < row->n_cells; i++)
		t->cells[i] += __atomic_load_n(
		    &row->cells[i], __ATOMIC_RELAXED);
}

static void
add_process(struct metric_sum *s, const struct metric_slot *slot, size_t i)
{
	struct metric_process *p = arena_new(s->arena, struct metric_process);

	p->slot = i;
	p->program = arena_strndup(s->arena, slot->program,
	    strnlen(slot->program, sizeof(slot->program)));
	p->started_us = (int64_t)slot->started_us;
	p->resident_bytes = slot->resident_bytes;
	p->arena_bytes = slot->arena_bytes;
	*s->last_process = p;
	s->last_process = &p->next;
}

static void
add_slots(struct metric_sum *s, const struct metric_file *f,
    const struct metric_slot *own)
{
	for (size_t i = 0; i < f->n_slots; i++) {
		const struct metric_slot *slot = metric_file_slot(f, i);
		const struct metric_row *row = NULL;

		while ((row = metric_slot_next(slot, row)))
			add_row(s, row);
		if (slot == own || metric_file_is_held(f, i))
			add_process(s, slot, i);
	}
}

void
metric_sum_read(struct metric_sum *s, const struct metric *m)
{
	s->is_shared = metric_is_shared(m);
	add_slots(s, &m->file, m->slot);
}

enum err
metric_sum_read_file(
    struct metric_sum *s, const char *path, const char *owner, struct fault *f)
{
	char reason[METRIC_REASON_SIZE];
	struct metric_file file;

	if (!metric_file_read(&file, path, owner, reason))
		return fault(
		    f, ERR_CONFIG, "METRICS_FILE %s: %s", path, reason);
	s->is_shared = true;
	add_slots(s, &file, NULL);
	metric_file_close(&file);
	return ERR_OK;
}

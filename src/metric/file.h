/*
 * The file of the slots: how it is made, who holds which slot, and what lies
 * where. Internal to metric/.
 */
#ifndef METRIC_FILE_H
#define METRIC_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "metric/metric.h"

enum {
	METRIC_SLOTS = 128,
	METRIC_SLOT_SIZE = 128 * 1024,
	METRIC_HEAD_SIZE = 4096,
	METRIC_PROGRAM_SIZE = 16,
	METRIC_REASON_SIZE = 256
};

struct metric_row {
	uint32_t kind, n_cells;
	char name[METRIC_NAME_SIZE];
	uint64_t cells[];
};

struct metric_slot {
	char program[METRIC_PROGRAM_SIZE]; /* the process that has it, or had */
	uint64_t started_us, resident_bytes, arena_bytes;
	uint64_t used; /* bytes of rows; written after them */
	char rows[];
};

/* Slots, of a file or (fd < 0) of this process alone. */
struct metric_file {
	int fd;
	char *p;
	size_t len, n_slots;
};

/* What metric_open makes. */
struct metric {
	struct metric_file file;
	struct metric_slot *slot;
	bool is_full;			    /* and the log has said so */
	uint64_t nobodys[METRIC_CELLS_MAX]; /* cells, once it is */
};

/*
 * Opens the file at path for a process of owner, makes it if need be, maps it
 * and takes a slot, which is *slot. False with the reason.
 */
bool metric_file_take(struct metric_file *f, const char *path,
    const char *owner, size_t *slot, char reason[METRIC_REASON_SIZE]);
/* Opens the file of owner for readers alone. False with the reason. */
bool metric_file_read(struct metric_file *f, const char *path,
    const char *owner, char reason[METRIC_REASON_SIZE]);
/* One slot of memory that nobody else sees. */
void metric_file_alone(struct metric_file *f);
/* Lets go of the slot and the memory. */
void metric_file_close(struct metric_file *f);

/* A slot in the memory of f. */
struct metric_slot *metric_file_slot(const struct metric_file *f, size_t i);
/* Whether a process holds it. */
bool metric_file_is_held(const struct metric_file *f, size_t i);

/* The row after another, the first one after NULL; NULL at the end, or where
 * what follows is no row. */
struct metric_row *metric_slot_next(
    const struct metric_slot *slot, const struct metric_row *row);
/* Appends an empty row; NULL when the slot is full. */
struct metric_row *metric_slot_append(struct metric_slot *slot,
    enum metric_kind kind, size_t n_cells, const char *name);

#endif

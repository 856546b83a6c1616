/*
 * All that a test's database says, as text.
 */
#ifndef T_LIB_DUMP_H
#define T_LIB_DUMP_H

/* A function that is given each row of each table: its columns as the engine
 * writes them, bytes and ids in hexadecimal digits. */
typedef void dump_fn(const char *table, const char *row);

void dump_each(dump_fn *fn);

#endif

/*
 * Another connection that holds all rows of things there are, so that whoever
 * locks one, or changes it, waits until they are refused (503). Reading goes
 * on. On SQLite, where all writers wait for each other, it holds nothing.
 */
#ifndef T_LIB_HELD_H
#define T_LIB_HELD_H

#include "t/lib/own.h"

/* A failure ends the program. What was taken is given back by own_close() or
 * held_release(), after which it may be taken again. */
void held_take(struct own *own);
void held_release(struct own *own);

#endif

/*
 * What a violated constraint means to a caller. Constraints are named
 * <table>_<columns>_<kind> (kind: pk, key, fk, check); those that a client can
 * violate have a row in the table of constraint.c.
 */
#ifndef DB_CONSTRAINT_H
#define DB_CONSTRAINT_H

#include "base/fault.h"

/* Records the fault that the constraint stands for and returns its err. One
 * that is not in the table is a mistake of the program: ERR_INTERNAL, and its
 * name in the log. On SQLite, where a unique violation names columns
 * ("user.email") and not the constraint, name is "<table>.<column>[, ...]" as
 * the engine reports it. */
enum err db_constraint_fault(struct fault *f, const char *name);

#endif

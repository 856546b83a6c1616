/*
 * What a test leaves behind.
 */
#ifndef T_LIB_TREE_H
#define T_LIB_TREE_H

/* Removes a directory and all that is in it, as far as that can be done: what
 * is in the way of one thing keeps no other. Links are not followed. */
void tree_remove(const char *dir);

#endif

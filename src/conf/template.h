/*
 * The settings file of a new installation.
 */
#ifndef CONF_TEMPLATE_H
#define CONF_TEMPLATE_H

#include <stdio.h>

/*
 * Prints a file that conf_load can read, with every setting and its help in the
 * order of the table: with its value if the environment gives it one, else as a
 * comment with its default. SECRET_KEY has the value secret_key unless the
 * environment gives it another. Checks no value.
 */
void conf_template_print(const char *secret_key, FILE *out);

#endif

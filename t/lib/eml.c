/*
 * Finds and decodes mails in a directory.
 */
#include "t/lib/eml.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "base/str.h"
#include "t/lib/memory.h"

#include "base/banned.h"

/* "" when it is gone meanwhile. */
static char *
read_file(const char *dir, const char *name)
{
	char path[512], *text;
	struct stat st = { .st_size = 0 };
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "re");
	bug_if(file && fstat(fileno(file), &st) != 0);
	text = malloc((size_t)st.st_size + 1);
	bug_if(!text);
	n = file ? fread(text, 1, (size_t)st.st_size, file) : 0;
	text[n] = '\0';
	if (file)
		fclose(file);
	return text;
}

/* The byte that two digits mean; none: -1. */
static int
byte_of(const char *digits)
{
	char hex[3] = { digits[0], digits[0] ? digits[1] : '\0', '\0' }, *end;
	long byte = strtol(hex, &end, 16);

	return end == hex + 2 ? (int)byte : -1;
}

/* A sanitizer looks at what each function of the library is given: none is
 * called for each byte. */
void
eml_decode(char *text)
{
	char *to = text;
	const char *p = text;
	int byte;

	while (*p)
		if (*p != '=') {
			*to++ = *p++;
		} else if (p[1] == '\r' && p[2] == '\n') {
			p += 3;
		} else if ((byte = byte_of(p + 1)) >= 0) {
			*to++ = (char)byte;
			p += 3;
		} else {
			*to++ = *p++;
		}
	*to = '\0';
}

static bool
is_to(const char *mail, const char *address)
{
	const char *line = strstr(mail, "\nTo:");
	const char *end = line ? strchr(line + 1, '\n') : NULL;
	const char *at = line ? strstr(line, address) : NULL;

	return at && end && at < end;
}

/* A hidden one is not finished yet. */
static int
is_mail(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 4 &&
	       str_eq(entry->d_name + len - 4, ".eml");
}

/* How many are to an address, up to the n-th from 0, which *found then is. */
static int
look_through(const char *dir, const char *address, int n, char **found)
{
	struct dirent **entries;
	int i, matches = 0, count = scandir(dir, &entries, is_mail, alphasort);

	for (i = 0; i < count; i++) {
		char *mail = *found ? NULL : read_file(dir, entries[i]->d_name);

		if (mail && is_to(mail, address) && matches++ == n)
			*found = mail;
		else
			free(mail);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return matches;
}

int
eml_count(const char *dir, const char *address)
{
	char *none = NULL;

	return look_through(dir, address, -1, &none);
}

char *
eml_find_raw(const char *dir, const char *address, int n)
{
	char *found = NULL;

	look_through(dir, address, n, &found);
	return found ? memory_keep(found) : NULL;
}

char *
eml_find(const char *dir, const char *address, int n)
{
	char *mail = eml_find_raw(dir, address, n);

	if (mail)
		eml_decode(mail);
	return mail;
}

char *
eml_after(const char *mail, const char *prefix)
{
	const char *at = strstr(mail, prefix);

	if (!at)
		return NULL;
	at += strlen(prefix);
	return memory_copy(at, strcspn(at, " \t\r\n\"<>"));
}

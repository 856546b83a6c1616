/*
 * Finds and decodes mails in a directory.
 */
#include "t/lib/eml.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "t/lib/memory.h"

#include "base/banned.h"

enum { MAIL_MAX = 1 << 20 };

static char *
read_file(const char *dir, const char *name)
{
	char *text = malloc(MAIL_MAX);
	char path[512];
	FILE *file;
	size_t n;

	bug_if(!text);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "re");
	n = file ? fread(text, 1, MAIL_MAX - 1, file) : 0;
	text[n] = '\0';
	if (file)
		fclose(file);
	return text;
}

void
eml_decode(char *text)
{
	char *to = text, hex[3] = "", *end;
	const char *p = text;
	long byte;

	while (*p) {
		if (strncmp(p, "=\r\n", 3) == 0) {
			p += 3;
			continue;
		}
		hex[0] = *p == '=' ? p[1] : '\0';
		hex[1] = hex[0] ? p[2] : '\0';
		byte = strtol(hex, &end, 16);
		if (end == hex + 2) {
			*to++ = (char)byte;
			p += 3;
		} else {
			*to++ = *p++;
		}
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

char *
eml_find_raw(const char *dir, const char *address, int n)
{
	struct dirent **entries;
	char *mail, *found = NULL;
	int i, count = scandir(dir, &entries, is_mail, alphasort);

	for (i = 0; i < count; i++) {
		mail = found ? NULL : read_file(dir, entries[i]->d_name);
		if (mail && is_to(mail, address) && n-- == 0)
			found = mail;
		else
			free(mail);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
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

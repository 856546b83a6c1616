#include "t/lib/tzif.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static unsigned char *
put(unsigned char *p, uint64_t v, size_t size)
{
	for (size_t i = size; i > 0; i--, v >>= 8)
		p[i - 1] = (unsigned char)v;
	return p + size;
}

static unsigned char *
put_header(unsigned char *p, const struct tzif *f)
{
	memset(p, 0, TZIF_HEADER_SIZE);
	memcpy(p, "TZif", 4);
	p[4] = (unsigned char)f->version;
	p = put(p + 28, f->n_leaps, 4);
	p = put(p, f->n_changes, 4);
	p = put(p, f->n_types, 4);
	return put(p, 4, 4);
}

static unsigned char *
put_block(unsigned char *p, const struct tzif *f, size_t time_size)
{
	p = put_header(p, f);
	for (size_t i = 0; i < f->n_changes; i++)
		p = put(p, (uint64_t)f->at_s[i], time_size);
	for (size_t i = 0; i < f->n_changes; i++)
		p = put(p, f->type[i], 1);
	for (size_t i = 0; i < f->n_types; i++) {
		p = put(p, f->offset_s ? (uint32_t)f->offset_s[i] : 0, 4);
		p = put(p, 0, 2);
	}
	p = put(p, 0x58595a00, 4); /* "XYZ" */
	memset(p, 0, f->n_leaps * (time_size + 4));
	return p + f->n_leaps * (time_size + 4);
}

size_t
tzif_make(const struct tzif *file, unsigned char *bytes)
{
	unsigned char *p = put_block(bytes, file, 4);

	if (!file->version)
		return (size_t)(p - bytes);
	p = put_block(p, file, 8);
	*p++ = '\n';
	if (file->rule) {
		memcpy(p, file->rule, strlen(file->rule));
		p += strlen(file->rule);
	}
	*p++ = '\n';
	return (size_t)(p - bytes);
}

void
tzif_install(const char *path, int32_t offset_s)
{
	const struct tzif file = {
		.version = '2', .n_types = 1, .offset_s = &offset_s
	};
	unsigned char bytes[TZIF_SIZE];
	size_t len = tzif_make(&file, bytes);
	char *beside;
	FILE *out;

	cr_assert(asprintf(&beside, "%s.new", path) > 0);
	out = fopen(beside, "we");
	cr_assert(out && fwrite(bytes, 1, len, out) == len);
	cr_assert(fclose(out) == 0);
	cr_assert(rename(beside, path) == 0);
	free(beside);
}

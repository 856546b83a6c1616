#include "gen/program.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/str.h"

#include "base/banned.h"

enum { OUTPUT_MAX = 16 << 20 };

static bool
read_all(const struct gen_program *p, char **files, int n)
{
	for (int i = 0; i < n; i++) {
		const char *text = gen_text_read(p->arena, files[i], p->error);

		if (!text || !p->read(p->set, files[i], text))
			return false;
	}
	return !p->check || p->check(p->set);
}

static bool
write_output(const struct gen_program *p, const char *dir,
    const struct gen_program_output *output)
{
	struct buf out;
	bool ok;

	buf_init(&out, OUTPUT_MAX);
	output->write(p->set, &out);
	ok = gen_text_write(dir, output->name, &out, p->error);
	buf_release(&out);
	return ok;
}

static bool
write_all(const struct gen_program *p, const char *dir)
{
	for (size_t i = 0; i < N_OF(p->outputs) && p->outputs[i].name; i++)
		if (!write_output(p, dir, &p->outputs[i]))
			return false;
	return true;
}

int
gen_program_run(const struct gen_program *p, int argc, char **argv)
{
	if (argc < 4 || !str_eq(argv[1], "--out")) {
		fprintf(stderr, "usage: %s --out DIR FILE...\n", p->name);
		return EX_USAGE;
	}
	if (!read_all(p, argv + 3, argc - 3) || !write_all(p, argv[2])) {
		fprintf(stderr, "%s\n", p->error->text);
		return EX_DATAERR;
	}
	return EX_OK;
}

/*
 * See run.h.
 */
#include "unit/check/run.h"

#include <stdio.h>
#include <string.h>

#include "base/bug.h"
#include "check/check.h"
#include "json/read.h"
#include "unit/check/good.h"

#include "base/banned.h"

static struct check_run run;
static bool is_running;

static void
split_path(const char *path, const char **values, size_t n)
{
	char *copy = arena_strdup(&run.arena, path), *rest;

	for (size_t i = 0; i < n; i++)
		values[i] = strtok_r(i ? NULL : copy, "/", &rest);
}

static void
list_faults(void)
{
	size_t len = 0;

	run.faults[0] = '\0';
	for (size_t i = 0; i < run.fault.n_items; i++)
		len += (size_t)snprintf(run.faults + len,
		    sizeof(run.faults) - len, "%s%s %s", i ? ", " : "",
		    run.fault.items[i].pointer, run.fault.items[i].code);
}

struct check_run *
check_run(const char *operation, const char *path, const char *query,
    const char *body)
{
	const struct check_input *input = &good_operation(operation)->input;
	const struct json_value *json = NULL;
	const char *values[8] = { NULL };

	check_run_end();
	arena_init(&run.arena, 1 << 22);
	is_running = true;
	fault_clear(&run.fault);
	split_path(path, values, input->n_path);
	if (body)
		bug_if(json_parse(&run.arena, body, strlen(body), &run.fault,
			   &json) != ERR_OK);
	run.in = arena_alloc(&run.arena, input->size);
	run.err = check_input(input,
	    &(struct check_source){
		.path_values = values, .query = query, .body = json },
	    &run.arena, &run.fault, run.in);
	list_faults();
	return &run;
}

void
check_run_end(void)
{
	if (is_running)
		arena_release(&run.arena);
	is_running = false;
}

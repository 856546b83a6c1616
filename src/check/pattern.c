/*
 * PCRE2 behind two functions. No JIT: units run with MemoryDenyWriteExecute,
 * and the limits hold only for the interpreter.
 */
#include "check/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

#include "base/bug.h"

#include "base/banned.h"

/* A match that needs more is an attack: the default of PCRE2 is 150 ms. */
enum { MATCHES_MAX = 50000, NESTED_MAX = 1000, HEAP_MAX_KIB = 1024 };

static pcre2_code *
compile(const char *text, int *error)
{
	PCRE2_SIZE offset;

	return pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
	    PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C |
		PCRE2_NO_AUTO_CAPTURE,
	    error, &offset, NULL);
}

bool
check_pattern_is_valid(const char *text, char *message, size_t size)
{
	int error = 0;
	pcre2_code *code = compile(text, &error);

	if (!code)
		pcre2_get_error_message(error, (PCRE2_UCHAR *)message, size);
	pcre2_code_free(code);
	return code;
}

void
check_pattern_release(struct check_pattern *p)
{
	pcre2_code_free(p->code);
	p->code = NULL;
}

bool
check_pattern_match(struct check_pattern *p, const char *s, size_t len)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int error, result;

	if (!p->code)
		p->code = compile(p->text, &error);
	bug_if(!p->code || !limits || !data);
	pcre2_set_match_limit(limits, MATCHES_MAX);
	pcre2_set_depth_limit(limits, NESTED_MAX);
	pcre2_set_heap_limit(limits, HEAP_MAX_KIB);
	result = pcre2_match(p->code, (PCRE2_SPTR)s, len, 0, 0, data, limits);
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	return result >= 0;
}

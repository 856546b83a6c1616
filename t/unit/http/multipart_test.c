/*
 * Forms: which bytes of a body are the file, what it is called, and what is
 * refused.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "http/filename.h"
#include "http/header.h"
#include "http/multipart.h"

#include "base/banned.h"

static struct arena arena;
static struct fault f;

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(http_multipart, .init = setup, .fini = teardown);

#define MEDIA	"multipart/form-data; boundary=x"
#define FIELD	"Content-Disposition: form-data; name=n\r\n\r\n"
#define FILE_OF "Content-Disposition: form-data; name=f; filename=a\r\n\r\n"
#define TEXT(s) s, sizeof(s) - 1

static const struct {
	const char *body;
	size_t len;
	int status; /* 200, or that of the refusal */
	const char *part;
	size_t part_len;
} bodies[] = {
	{ TEXT("--x\r\n" FILE_OF "abc\r\n--x--\r\n"), 200, TEXT("abc") },
	{ TEXT("--x\r\n" FILE_OF "abc\r\n--x--"), 200, TEXT("abc") },
	{ TEXT("--x\r\n" FILE_OF "\r\n--x--"), 200, TEXT("") },
	{ TEXT("--x\r\n" FIELD "v\r\n--x\r\n" FILE_OF "abc\r\n--x\r\n" FIELD
	       "\r\n--x--"),
	    200, TEXT("abc") },
	/* a boundary is one only behind CR LF */
	{ TEXT("--x\r\n" FILE_OF "a--x--\n--x\r\n\r\n--x--"), 200,
	    TEXT("a--x--\n--x\r\n") },
	{ TEXT("--x\r\n" FILE_OF "\0\r\n\0--\r\n--x--"), 200,
	    TEXT("\0\r\n\0--") },
	/* a form in the form is bytes */
	{ TEXT("--x\r\n" FILE_OF "--y\r\n" FILE_OF "\r\n--y--\r\n--x--"), 200,
	    TEXT("--y\r\n" FILE_OF "\r\n--y--") },
	{ TEXT("--x\r\n" FIELD "--y\r\n" FILE_OF "\r\n--y--\r\n--x--"), 422,
	    NULL, 0 },
	/* files: none, none chosen, two */
	{ TEXT("--x--"), 422, NULL, 0 },
	{ TEXT("--x\r\n" FIELD "v\r\n--x--"), 422, NULL, 0 },
	{ TEXT("--x\r\nContent-Disposition: form-data; name=f; filename=\"\""
	       "\r\n\r\n\r\n--x--"),
	    422, NULL, 0 },
	{ TEXT("--x\r\n" FILE_OF "\r\n--x\r\n" FILE_OF "\r\n--x--"), 422, NULL,
	    0 },
	/* the last boundary is missing, cut, or not the end */
	{ TEXT(""), 400, NULL, 0 },
	{ TEXT("--x"), 400, NULL, 0 },
	{ TEXT("--x\r\n" FILE_OF "abc"), 400, NULL, 0 },
	{ TEXT("--x\r\n" FILE_OF "abc\r\n--x"), 400, NULL, 0 },
	{ TEXT("--x\r\n" FILE_OF "abc\r\n--x-"), 400, NULL, 0 },
	{ TEXT("--x\r\n" FILE_OF "abc\r\n--x--\r\nmore"), 400, NULL, 0 },
	{ TEXT("--x\r\n" FILE_OF "abc\r\n--xy\r\n--x--"), 400, NULL, 0 },
	/* something before the first; line feeds alone */
	{ TEXT("preamble\r\n--x\r\n" FILE_OF "\r\n--x--"), 400, NULL, 0 },
	{ TEXT("--x\n" FILE_OF "\n--x--"), 400, NULL, 0 },
	{ TEXT("--x\r\nContent-Disposition: form-data; name=f; filename=a\n\n"
	       "\r\n--x--"),
	    400, NULL, 0 },
	/* headers: none, cut, twice, folded, with NUL, not UTF-8, elsewhere's
	 */
	{ TEXT("--x\r\n\r\n\r\n--x--"), 400, NULL, 0 },
	{ TEXT("--x\r\nContent-Disposition: form-data"), 400, NULL, 0 },
	{ TEXT("--x\r\nContent-Type: a/b\r\n\r\n\r\n--x--"), 400, NULL, 0 },
	{ TEXT("--x\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n" FILE_OF
	       "\r\n--x--"),
	    400, NULL, 0 },
	{ TEXT("--x\r\nContent-Type: a\r\n\tb\r\n" FILE_OF "\r\n--x--"), 400,
	    NULL, 0 },
	{ TEXT("--x\r\nA: \0\r\n" FILE_OF "\r\n--x--"), 400, NULL, 0 },
	{ TEXT("--x\r\nA: \xff\r\n" FILE_OF "\r\n--x--"), 400, NULL, 0 },
	{ TEXT("--x\r\nContent-Disposition: attachment; name=f; filename=a"
	       "\r\n\r\n\r\n--x--"),
	    400, NULL, 0 },
	{ TEXT("--x\r\nContent-Disposition: form-data; filename=a"
	       "\r\n\r\n\r\n--x--"),
	    400, NULL, 0 },
};

static int
status_of(const char *type, const char *body, size_t len, struct http_part *p)
{
	return err_status(http_multipart_file(
	    type, (struct bytes){ body, len }, &arena, &f, p));
}

Test(http_multipart, the_file_is_found_or_the_form_refused)
{
	for (size_t i = 0; i < N_OF(bodies); i++) {
		struct http_part p = { 0 };
		char *body = malloc(bodies[i].len + !bodies[i].len);

		memcpy(body, bodies[i].body, bodies[i].len);
		cr_expect(eq(int, status_of(MEDIA, body, bodies[i].len, &p),
			      bodies[i].status),
		    "case %zu: %s", i, f.detail);
		if (bodies[i].status == 200) {
			cr_assert(eq(sz, p.len, bodies[i].part_len));
			cr_expect(
			    memcmp(body + p.offset, bodies[i].part, p.len) == 0,
			    "case %zu", i);
		}
		free(body);
	}
}

/* A form of n fields of len bytes each, whose headers have more bytes, and a
 * file: its status. */
static int
form(unsigned n, size_t len, int more)
{
	struct http_part part;
	struct buf b;
	int status;

	buf_init(&b, 1 << 20);
	for (; n; n--) {
		buf_printf(&b, "--x\r\nX: %0*d\r\n" FIELD, more, 0);
		for (size_t i = 0; i < len; i++)
			buf_char(&b, 'v');
		buf_lit(&b, "\r\n");
	}
	buf_lit(&b, "--x\r\n" FILE_OF "abc\r\n--x--");
	status = status_of(MEDIA, b.p, b.len, &part);
	buf_release(&b);
	return status;
}

Test(http_multipart, a_form_is_bounded)
{
	static const int rest = sizeof("X: \r\n" FIELD) - 1;

	cr_expect(eq(int, form(7, 1, 1), 200));
	cr_expect(eq(int, form(8, 1, 1), 422), "parts");
	cr_expect(eq(int, form(2, 32768, 1), 200));
	cr_expect(eq(int, form(2, 32769, 1), 422), "bytes of fields");
	cr_expect(eq(int, form(1, 1, 4096 - rest), 200));
	cr_expect(eq(int, form(1, 1, 4097 - rest), 422), "bytes of headers");
}

Test(http_multipart, a_boundary_is_sound)
{
	static const char good[][100] = { "a/b;boundary=x",
		"a/b; charset=y ; Boundary=\"x\"", "a/b;\tboundary=x" };
	static const char bad[][120] = { "a/b", "a/b; boundary",
		"a/b; boundary=", "a/b; boundary=\"\"", "a/b; boundary=\"x",
		"a/b; boundary=x; boundary=x", "a/b; boundary=x y",
		"a/b; boundary=\"x \"", "a/b; boundary=\"x*\"",
		"a/b boundary=x" };
	static const char digits[] = "a/b; boundary=123456789012345678901234567"
				     "89012345678901234567890123456789012345678"
				     "90123";
	const char *longest = arena_strndup(&arena, digits, 14 + 70);

	for (size_t i = 0; i < N_OF(good); i++)
		cr_expect(
		    eq(str, (char *)http_boundary_read(good[i], &arena), "x"),
		    "%s", good[i]);
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(
		    http_boundary_read(bad[i], &arena) == NULL, "%s", bad[i]);
	cr_expect(http_boundary_read(longest, &arena) != NULL);
	cr_expect(http_boundary_read(
		      arena_printf(&arena, "%s1", longest), &arena) == NULL);
}

/* Behind form-data; the name that is shown, "": malformed. */
static const struct {
	const char *parameters, *name;
} names[] = {
	{ "filename=a.txt", "a.txt" },
	{ "filename=\"a b;c.txt\"", "a b;c.txt" },
	{ "filename=\"5\\\" 100%.png\"", "5\" 100%.png" },
	{ "filename=\"5%22 %0A%2f.png\"", "5\" %0A%2f.png" },
	{ "filename=\"C:\\dir\\a.txt\"", "a.txt" },
	{ "filename=\"../../etc/passwd\"", "passwd" },
	{ "filename=\"...hidden\"", "hidden" },
	{ "filename=\"..\"", "file" },
	{ "filename=\"a/\"", "file" },
	{ "filename=\"\xe2\x80\xaegnp.exe\"", "gnp.exe" },
	{ "filename=\"\xe2\x81\xa6.\xc2\x85x\"", "x" },
	{ "filename=plain; filename*=UTF-8''b%C3%A9", "b\xc3\xa9" },
	{ "filename*=utf-8'de'a%2Fb%00", "" },
	{ "filename*=utf-8'de'a%2Fb%0a; filename=plain", "b" },
	{ "filename*=iso-8859-1''a", "" },
	{ "filename*=UTF-8''%ff", "" },
	{ "filename*=UTF-8'a", "" },
	{ "filename=a; filename=b", "" },
	{ "filename=\"a", "" },
	{ "filename=a b", "" },
	{ "filename = a", "" },
};

Test(http_multipart, names_are_made_fit)
{
	for (size_t i = 0; i < N_OF(names); i++) {
		struct http_disposition is;
		const char *text = arena_printf(
		    &arena, "form-data; name=n; %s", names[i].parameters);
		bool ok = http_disposition_read(text, &arena, &is);

		cr_expect(eq(int, ok, *names[i].name != '\0'), "%s", text);
		if (ok)
			cr_expect(
			    eq(str, (char *)http_filename(&arena, is.filename),
				(char *)names[i].name),
			    "%s", text);
	}
}

Test(http_multipart, a_long_name_is_cut_between_characters)
{
	char name[300];

	memset(name, 'a', 254);
	memcpy(name + 254, "\xc3\xa9", 3);
	cr_expect(eq(sz, strlen(http_filename(&arena, name)), 254));
	memcpy(name + 254, "ab", 3);
	cr_expect(eq(sz, strlen(http_filename(&arena, name)), 255));
}

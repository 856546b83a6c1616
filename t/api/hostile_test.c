/*
 * Files that were made to be something else than they look like: what each is
 * taken for, and what a browser that opens it may do with it.
 */
#include <string.h>

#include "base/str.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/files.h"

#include "base/banned.h"

#define PDF  "application/pdf"
#define RAW  "application/octet-stream"
#define TEXT "text/plain"
#define SVG  "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
#define HTML "<!doctype html><script>alert(1)</script>"
#define ZIP  "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\10\0\0\0"
#define ROW(what, declared, bytes, type, is_shown)                       \
	{                                                                \
		what, declared, bytes, sizeof(bytes) - 1, type, is_shown \
	}

static const struct {
	const char *what, *declared, *bytes;
	size_t len;
	const char *type;
	bool is_shown;
} files[] = {
	ROW("a page", "text/html", HTML, TEXT, false),
	ROW("a page as a picture", "image/jpeg", HTML, TEXT, false),
	ROW("a page behind a mark of bytes", "text/html", "\xef\xbb\xbf" HTML,
	    TEXT, false),
	ROW("a page in UTF-16", "text/html", "\xff\xfe<\0h\0t\0m\0l\0>\0", RAW,
	    false),
	ROW("a page in UTF-7", "text/html; charset=utf-7",
	    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", TEXT, false),
	ROW("a drawing with a script", "image/svg+xml", SVG, TEXT, false),
	ROW("a drawing behind a prologue", "image/svg+xml",
	    "<?xml version='1.0'?><!DOCTYPE svg>" SVG, TEXT, false),
	ROW("a compressed drawing", "image/svg+xml",
	    "\x1f\x8b\x08\0\0\0\0\0\0\3", RAW, false),
	ROW("a feed", "application/xml",
	    "<?xml-stylesheet type='text/xsl' href='x.xsl'?><rss/>", TEXT,
	    false),
	ROW("a script", "text/javascript", "alert(1)", TEXT, false),
	ROW("a style", "text/css", "body{}", TEXT, false),
	ROW("an applet", "application/x-shockwave-flash", "CWS\n\0\0\0\0", RAW,
	    false),
	ROW("a program", "image/png",
	    "\x7f"
	    "ELF\2\1\1\0",
	    RAW, false),
	ROW("a program of Windows", "image/png", "MZ\x90\0\3\0", RAW, false),
	ROW("a shell script", "text/plain", "#!/bin/sh\nrm -rf /\n", TEXT,
	    false),
	ROW("a picture that is a page", "text/html", "GIF89a/*" HTML "*/",
	    "image/gif", true),
	ROW("a script that is a picture", "text/javascript",
	    "GIF89a=1;alert(1)", "image/gif", true),
	ROW("a photograph that is a page", "text/html",
	    "\xff\xd8\xff\xfe\0\x30" HTML, "image/jpeg", true),
	ROW("a picture that is an archive", "application/java-archive",
	    "\x89PNG\r\n\x1a\n" ZIP "META-INF/", "image/png", true),
	ROW("a document that is a page", "text/html", "%PDF-1.4\n" HTML, PDF,
	    false),
	ROW("an archive of paths", "application/zip", ZIP "../../etc/passwd",
	    "application/zip", false),
	ROW("a package of browsers", "application/x-chrome-extension",
	    "Cr24\3\0\0\0" ZIP, RAW, false),
	ROW("a document that is an archive", "text/html",
	    ZIP "word/document.xml",
	    "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document",
	    false),
	ROW("a type with more behind it", "text/csv;x", "a,b", "text/csv",
	    false),
	ROW("a type that a browser would run", "multipart/x-mixed-replace",
	    HTML, TEXT, false),
	ROW("text that ends within a character", "text/plain", "a\xe2\x82", RAW,
	    false),
};

static void
given_event_with_files(void)
{
	api_files();
	given_event("e");
}

static void
expect_harmless(const char *what, const char *type, bool is_shown)
{
	const char *disposition;
	bool is_text = str_has_prefix(type, "text/");

	expect(200, anonymous(GET, "/files/%s/content", body("/id")));
	disposition = header("Content-Disposition");
	expect_text(is_text ? text("%s; charset=utf-8", type) : type,
	    header("Content-Type"));
	cr_expect(
	    str_has_prefix(disposition, is_shown ? "inline; " : "attachment; "),
	    "%s: %s", what, disposition);
	expect_text("nosniff", header("X-Content-Type-Options"));
	expect_text(
	    "sandbox; default-src 'none'", header("Content-Security-Policy"));
}

Test_once(api_hostile, a_file_is_what_it_is_and_does_nothing)
{
	given_event_with_files();
	for (size_t i = 0; i < N_OF(files); i++) {
		with_body(files[i].declared, files[i].bytes, files[i].len);
		expect(201, as("ann", POST, "/events/%s/files", id("e")));
		cr_expect(str_eq(files[i].type, body("/content_type")),
		    "%s: %s", files[i].what, body("/content_type"));
		expect_text("null", body("/preview_url"));
		expect_harmless(
		    files[i].what, files[i].type, files[i].is_shown);
	}
	expect_int((int)N_OF(files), files_count("store"));
}

static const struct {
	const char *sent, *name;
} names[] = {
	{ "..%2F..%2Fetc%2Fpasswd", "passwd" },
	{ "..%5C..%5Cboot.ini", "boot.ini" },
	{ "%2Fetc%2Fshadow", "shadow" },
	{ "C%3A%5Cx%5Cautoexec.bat", "autoexec.bat" },
	{ "..", "file" },
	{ "...", "file" },
	{ "", "file" },
	{ "a%2F", "file" },
	{ ".htaccess", "htaccess" },
	{ "..%2F.bashrc", "bashrc" },
	{ "photo%E2%80%AEgpj.exe", "photogpj.exe" },
	{ "a%E2%81%A6b%E2%81%A9.txt", "ab.txt" },
	{ "a%0D%0ASet-Cookie%3A%20x.txt", "aSet-Cookie: x.txt" },
	{ "a%1B%5B2Jb", "a[2Jb" },
	{ "a%7Fb", "ab" },
	{ "%22%3Bfilename%3Dx.exe", "\";filename=x.exe" },
	{ "%3Cscript%3E.txt", "<script>.txt" },
};

Test_once(api_hostile, a_name_leads_nowhere_and_shows_what_it_is)
{
	given_event_with_files();
	for (size_t i = 0; i < N_OF(names); i++) {
		const char *disposition;

		with("Content-Disposition",
		    text("attachment; filename*=UTF-8''%s", names[i].sent));
		with_body("text/plain", "x", 1);
		expect(201, as("ann", POST, "/events/%s/files", id("e")));
		cr_expect(str_eq(names[i].name, body("/filename")), "%s: %s",
		    names[i].sent, body("/filename"));
		expect(200, anonymous(GET, "/files/%s/content", body("/id")));
		disposition = header("Content-Disposition");
		cr_expect(
		    !strpbrk(disposition, "\r\n\033<>/\\"), "%s", disposition);
		/* two of each name: the quotes and the words */
		cr_expect(strstr(disposition, "; filename=\"") ==
			      strstr(disposition, "; filename="),
		    "%s", disposition);
	}
	expect_int((int)N_OF(names), files_count("store"));
}

/* However long it is sent, it fits where names do, and ends with a character.
 */
Test_once(api_hostile, a_long_name_is_cut_between_characters)
{
	char sent[1600] = "attachment; filename*=UTF-8''";

	given_event_with_files();
	while (strlen(sent) < sizeof(sent) - 10)
		strncat(sent, "%E2%82%AC", sizeof(sent) - strlen(sent) - 1);
	with("Content-Disposition", sent);
	with_body("text/plain", "x", 1);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	expect_int(255, (long)strlen(body("/filename")));
	cr_expect(str_is_utf8(body("/filename"), 255));
}

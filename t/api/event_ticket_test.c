/*
 * Tickets and their codes, which a camera reads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "crypt/entry.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/given.h"

#include "base/banned.h"

enum { SCALE = 4, SIDE_MAX = 100 };

/* An event of ann's, of which bob has two tickets. */
static void
given_tickets(void)
{
	given_event("e");
	given("type", "ann",
	    "/events/%s/ticket-types {'name': 'Seat', 'payment_type': 'free'}",
	    id("e"));
	given("reservation", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 2}], 'confirm': true}",
	    id("e"), id("type"));
	expect(200, as("bob", GET, "/users/me/tickets"));
	expect_int(2, body_count(""));
	keep_id("k", body("/0/id"));
}

/* Draws the rectangles of the second path of a code, as a PGM. */
static void
draw(const char *svg, FILE *out)
{
	static bool dark[SIDE_MAX][SIDE_MAX];
	const char *p = strstr(strstr(svg, "<path") + 1, "<path");
	int side, x, y, w, n;

	cr_assert(
	    sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %d", &side) == 1);
	cr_assert(side <= SIDE_MAX);
	for (p = strchr(p, 'M');
	     sscanf(p, "M%d %dh%dv1h-%*dz%n", &x, &y, &w, &n) == 3; p += n)
		for (int i = 0; i < w; i++)
			dark[y][x + i] = true;
	fprintf(out, "P2 %d %d 1\n", side * SCALE, side * SCALE);
	for (y = 0; y < side * SCALE; y++)
		for (x = 0; x < side * SCALE; x++)
			fprintf(out, "%d\n", !dark[y / SCALE][x / SCALE]);
}

/* What zbarimg reads of the picture that was answered. */
static char *
scanned(void)
{
	char path[] = "/tmp/hearth-qr-XXXXXX", line[256] = "";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	cr_assert(f);
	draw(response()->body, f);
	fclose(f);
	f = popen(text("zbarimg --quiet --raw pgm:%s 2>/dev/null", path), "r");
	cr_assert(f && fgets(line, sizeof(line), f), "zbarimg reads nothing");
	pclose(f);
	unlink(path);
	line[strcspn(line, "\n")] = '\0';
	return text("%s", line);
}

static int
open_entry(const char *code, const char *event, const char *ticket)
{
	struct crypt_entry entry;
	struct uuid of, is;

	cr_assert(uuid_parse(event, &of) && uuid_parse(ticket, &is));
	return crypt_entry_open(given_keys(), of, code, &entry) &&
		       uuid_eq(entry.id, is)
		   ? entry.serial
		   : 0;
}

Test_engines(api_event_ticket, a_camera_reads_a_code_that_is_signed)
{
	given_tickets();
	expect(200, as("bob", GET, "/tickets/%s/qr.svg", id("k")));
	expect_text("image/svg+xml", header("Content-Type"));
	expect_int(1, open_entry(scanned(), id("e"), id("k")));
	given_event("other");
	expect(200, as("ann", GET, "/tickets/%s/qr.svg", id("k")));
	expect_int(0, open_entry(scanned(), id("other"), id("k")));
	expect(404, as("cat", GET, "/tickets/%s/qr.svg", id("k")));
}

Test_engines(api_event_ticket, a_code_is_replaced)
{
	given_tickets();
	expect(200, as("bob", POST,
			"/tickets/%s/reissue {'holder_name': 'Zoe'}", id("k")));
	expect_int(2, body_int("/serial"));
	expect_text("Zoe", body("/holder_name"));
	expect(200, as("bob", GET, "/tickets/%s/qr.svg", id("k")));
	expect_int(2, open_entry(scanned(), id("e"), id("k")));
	expect(200, as("ann", GET, "/events/%s/tickets", id("e")));
	expect_int(2, body_count(""));
}

Test_engines(api_event_ticket, what_was_given_back_has_no_code)
{
	given_tickets();
	expect(204, as("bob", DELETE, "/reservations/%s", id("reservation")));
	expect(200, as("bob", GET, "/tickets/%s", id("k")));
	expect_text("cancelled", body("/status"));
	expect_problem(409, "invalid_transition",
	    as("bob", GET, "/tickets/%s/qr.svg", id("k")));
	expect_problem(409, "invalid_transition",
	    as("bob", POST, "/tickets/%s/reissue {}", id("k")));
}

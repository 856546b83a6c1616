/*
 * The document of an event: whatever changes its row, a response says so; and a
 * column that no response shows is one of those that may not.
 */
#include <string.h>

#include "base/str.h"
#include "db/migrate.h"
#include "generated/query/user.h"
#include "t/query/document.h"

#include "base/banned.h"

#define EVENT DOCUMENT_HEX
#define ID    DOCUMENT_ID
#define TIME  INT64_C(1900000000000000)

static const char *document(void);

/* A user and a space have the event's id. */
static const struct document_change changes[] = {
	{ "title", "'A \"b\" \\ \n\t\u00e9'", "'A \"b\" \\ \n\t\u00e9'",
	    "\"title\":\"A \\\"b\\\" \\\\ \\n\\t\u00e9\"" },
	{ "location", "'Park'", "'Park'", "\"location\":\"Park\"" },
	{ "venue_name", "'Hall'", "'Hall'", "\"venue\":{\"name\":\"Hall\"," },
	{ "venue_address", "'1 Road'", "'1 Road'", "\"address\":\"1 Road\"," },
	{ "venue_lat", "41.420457999999996", "41.420457999999996",
	    "\"lat\":41.420457999999996," },
	{ "venue_lon", "-13.25", "-13.25", "\"lon\":-13.25}" },
	{ "has_tickets", "TRUE", "TRUE", "\"has_tickets\":true," },
	{ "currency", "'JPY'", "'JPY'", "\"currency\":\"JPY\"," },
	{ "image_url", "'http://x'", "'http://x'", "\"image_url\":\"http://x" },
	{ "start_time", "'1969-12-31T23:59:59.5Z'", "-500000",
	    "\"start_time\":\"1969-12-31T23:59:59.5Z\"" },
	{ "end_time", "'9999-12-31T23:59:59.999999Z'", "253402300799999999",
	    "\"end_time\":\"9999-12-31T23:59:59.999999Z\"" },
	{ "timezone", "'Asia/Tokyo'", "'Asia/Tokyo'",
	    "\"timezone\":\"Asia/Tokyo\"" },
	{ "organizer_id", "'" EVENT "'", "x'" EVENT "'",
	    "\"organizer_id\":\"" ID "\"" },
	{ "cluster_id", "'" EVENT "'", "x'" EVENT "'",
	    "\"cluster_id\":\"" ID "\"" },
	{ "group_id", "'" EVENT "'", "x'" EVENT "'",
	    "\"group_id\":\"" ID "\"" },
	{ "visibility", "'private'", "'private'",
	    "\"visibility\":\"private\"" },
	{ "status", "'completed'", "'completed'", "\"status\":\"completed\"" },
	{ "cancel_reason", "'Rain'", "'Rain'", "\"cancel_reason\":\"Rain\"" },
	{ "capacity", "7", "7", "\"capacity\":7," },
	{ "waitlist", "true", "1", "\"waitlist\":true," },
	{ "rsvp_closes_at", "'2031-01-01T00:00:00.000010Z'", "1924992000000010",
	    "\"rsvp_closes_at\":\"2031-01-01T00:00:00.00001Z\"" },
	{ "rsvp_closes_before", "7", "7", "\"rsvp_closes_before\":7," },
	{ "reminders", "'[60]'", "'[60]'", "\"reminders\":[60]" },
	{ "reconfirm_before_hours", "48", "48",
	    "\"reconfirm\":{\"before_hours\":48," },
	{ "reconfirm_for_hours", "24", "24", "\"for_hours\":24}" },
	{ "max_party", "7", "7", "\"max_party\":7," },
	{ "attendee_list", "'hosts'", "'hosts'",
	    "\"attendee_list\":\"hosts\"" },
	{ "guest_rsvp", "true", "1", "\"guest_rsvp\":true," },
	{ "attendees_upload", "true", "1", "\"attendees_upload\":true," },
	{ "category_ids", "'[\"x\"]'", "'[\"x\"]'",
	    "\"category_ids\":[\"x\"]" },
	{ "tags", "'[\"a\",\"b\"]'", "'[\"a\",\"b\"]'",
	    "\"tags\":[\"a\",\"b\"]" },
	{ "rrule", "'FREQ=DAILY'", "'FREQ=DAILY'", "\"rrule\":\"FREQ=DAILY\"" },
	{ "is_open", "false", "0", "\"is_open\":false" },
	{ "recurrence_id", "'2030-06-01T18:00:00.5'", "1906567200500000",
	    "\"recurrence_id\":\"2030-06-01T18:00:00.5\"" },
	{ "created_at", "'2026-01-01T00:00:00Z'", "1767225600000000",
	    "\"created_at\":\"2026-01-01T00:00:00Z\"" },
	{ "updated_at", "'0001-01-01T00:00:00Z'", "-62135596800000000",
	    "\"updated_at\":\"0001-01-01T00:00:00Z\"" },
	/* whose members another row then has */
	{ "series_id", "'" EVENT "'", "x'" EVENT "'",
	    "\"series_id\":\"" ID "\"" },
	{ "is_series", "true", "1", "\"is_series\":true" },
};

/* Columns that are not in the document: what is long, what finds an event, what
 * only some may see, and what others than its organizer, or the clock, change.
 * id, which nothing changes, is. */
static const char *const apart[] = { "id", "is_shown", "is_listed",
	"audience_id", "hidden_at", "published_at", "reconfirm_until",
	"done_until", "due_at", "span", "cell", "description", "online_url",
	"taken", "waiting", "version", "sequence", "document", "lent",
	"overrides", "start_wall", "end_wall" };

static const struct document event = { "event", document, changes,
	N_OF(changes), apart, N_OF(apart) };

static struct user_id organizer;

static void
add_user_and_space(void)
{
	ok(q_user_add_with(on.db,
	    &(struct q_user_add_in){ .id = { document_id },
		.email = "b@x.org",
		.email_key = "b@x.org",
		.first_name = "B",
		.last_name = "",
		.role = USER_ROLE_ATTENDEE,
		.now = TIME },
	    NULL));
	document_add_space((struct user_id){ document_id });
}

static void
add_event(void)
{
	organizer = fixture_user("a@x.org");
	fixture_event(.id = { document_id }, .organizer_id = organizer,
	    .title = "Picnic", .start_time = TIME, .now = TIME);
}

static const char *
document(void)
{
	struct q_event_written_row row;

	ok(q_event_written(
	    on.db, .id = { document_id }, .viewer = organizer, &row));
	return row.document;
}

Test_engines(query_event_document, a_new_event_has_one)
{
	const char *text;

	add_event();
	text = document();
	cr_expect(
	    strstr(text, "\"id\":\"01930000-0000-7000-8000-00000000000e\","
			 "\"start_time\":\"2030-03-17T17:46:40Z\","),
	    "%s", text);
	cr_expect(strstr(text, "\"venue\":null,"), "%s", text);
	cr_expect(strstr(text, "\"organizer_id\":\""), "%s", text);
	cr_expect(strstr(text, "\"title\":\"Picnic\","), "%s", text);
}

Test_engines(query_event_document, events_from_before_it_have_one)
{
	enum { BEFORE = 7 }; /* the version of the schema */

	add_event();
	fixture_take_any_schema();
	ok(db_migrate_down(
	    on.db, db_schema_expected() - BEFORE, false, NULL, NULL));
	ok(db_migrate_up(on.db, 0, false, NULL, NULL));
	cr_expect(strstr(document(), "\"title\":\"Picnic\""), "%s", document());
}

Test_engines(query_event_document, made_anew_it_is_written_to_every_row)
{
	const char *before;

	add_event();
	before = arena_strdup(&on.arena, document());
	document_forge("UPDATE event SET document = '{}'");
	document_forge("UPDATE schema_object SET checksum = 'x'");
	cr_expect(str_eq(document(), "{}"));
	ok(db_migrate_up(on.db, 0, false, NULL, NULL));
	cr_expect(str_eq(document(), before), "%s", document());
}

/* Taking a seat is to cost nothing here. */
Test_engines(query_event_document, what_responses_change_does_not_renew_it)
{
	add_event();
	document_forge("UPDATE event SET document = '{}'");
	document_forge("UPDATE event SET taken = 1, waiting = 2, version = 3, "
		       "description = 'long', online_url = 'http://x'");
	cr_expect(str_eq(document(), "{}"), "%s", document());
	document_forge("UPDATE event SET capacity = 9");
	cr_expect(strstr(document(), "\"capacity\":9,"), "%s", document());
}

Test_engines(query_event_document, it_follows_every_column)
{
	add_event();
	add_user_and_space();
	document_expect_follows(&event);
}

Test_engines(query_event_document, no_column_is_forgotten)
{
	document_expect_all_known(&event);
}

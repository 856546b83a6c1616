#include "t/lib/sight.h"

#include <criterion/criterion.h>

#include "t/lib/given.h"

#include "base/banned.h"

struct missing {
	int64_t n;
};

#define MISSING                                                                \
	"SELECT (SELECT count(*) FROM member m JOIN users u ON u.id = "        \
	"m.user_id WHERE m.is_active AND NOT u.in_spaces) + (SELECT count(*) " \
	"FROM block b JOIN users u ON u.id = b.user_id WHERE NOT "             \
	"u.has_blocks) + (SELECT count(*) FROM event e JOIN users u ON u.id "  \
	"= e.organizer_id WHERE NOT e.is_listed AND NOT "                      \
	"e.is_series AND NOT u.has_unlisted) + "                               \
	"(SELECT count(*) FROM event_guest g JOIN users u ON u.id = "          \
	"g.user_id WHERE g.sees AND NOT u.has_unlisted) + (SELECT count(*) "   \
	"FROM event e WHERE e.audience_id IS NOT NULL AND NOT EXISTS ("        \
	"SELECT 1 FROM space_span s WHERE s.space_id = e.audience_id AND "     \
	"s.span = e.span)) AS n"

static const struct db_field n_field[] = { { .name = "n", .type = DB_INT } };

static const struct db_query missing = { .name = "test_sight",
	.index = DB_QUERIES_MAX + 600,
	.sql = { MISSING, MISSING },
	.out = n_field,
	.n_out = 1,
	.row_size = sizeof(struct missing) };

int64_t
sight_missing(void)
{
	struct missing row;

	cr_assert(db_one(given_db(), (struct db_call){ &missing, NULL },
		      &row) == ERR_OK,
	    "%s", given_fault());
	return row.n;
}

#include "t/lib/sight.h"

#include "t/lib/rows.h"

#include "base/banned.h"

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

int64_t
sight_missing(void)
{
	return rows_n(MISSING, MISSING);
}

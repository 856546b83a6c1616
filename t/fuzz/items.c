/*
 * A whole calendar: what is found is text, and within its bounds.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/str.h"
#include "ical/items.h"
#include "ical/windows_zone.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void
check_text(const char *text)
{
	bug_if(text && !str_is_utf8(text, strlen(text)));
}

static void
check_when(const struct ical_when *when)
{
	check_text(when->tzid);
	bug_if(when->tzid && when->is_utc);
	bug_if(when->is_day && when->wall_us % 86400000000 != 0);
	if (when->tzid)
		(void)ical_windows_zone(when->tzid);
}

static void
check_whens(const struct ical_whens *whens)
{
	bug_if(whens->n > ICAL_DATES_MAX || whens->n > whens->room);
	for (size_t i = 0; i < whens->n; i++) {
		bug_if(!whens->v[i].is_set);
		check_when(&whens->v[i]);
	}
}

static void
check_item(const struct ical_item *item)
{
	const char *texts[] = { item->uid, item->summary, item->description,
		item->location, item->url, item->rrule };

	for (size_t i = 0; i < N_OF(texts); i++)
		check_text(texts[i]);
	check_when(&item->start);
	check_when(&item->end);
	check_when(&item->date);
	check_whens(&item->rdates);
	check_whens(&item->exdates);
	bug_if(item->duration.days_us < 0 || item->duration.time_us < 0);
	bug_if(!item->n_rules != !item->rrule);
	bug_if(item->has_place && !(item->lat >= -90 && item->lat <= 90 &&
				      item->lon >= -180 && item->lon <= 180));
}

void
fuzz_items(const uint8_t *data, size_t len)
{
	struct ical_items items;
	struct arena arena;
	char *text;

	arena_init(&arena, 64 << 20);
	text = arena_strndup(&arena, (const char *)data, len);
	items = ical_items_read(text, &arena);
	bug_if(items.n > ICAL_ITEMS_MAX || items.n_zones > ICAL_ZONES_MAX);
	for (size_t i = 0; i < items.n; i++)
		check_item(&items.v[i]);
	for (size_t i = 0; i < items.n_zones; i++) {
		check_text(items.zones[i].tzid);
		check_text(items.zones[i].location);
	}
	arena_release(&arena);
}

/*
 * Time zones as Windows, and calendars of its programs, call them.
 */
#ifndef ICAL_WINDOWS_ZONE_H
#define ICAL_WINDOWS_ZONE_H

/* The IANA name of the zone that Windows calls so ("W. Europe Standard Time"),
 * static; NULL when it calls none so. */
const char *ical_windows_zone(const char *name);

#endif

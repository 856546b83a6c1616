/*
 * What the handlers of reservations share.
 */
#ifndef API_RESERVATION_H
#define API_RESERVATION_H

#include "app/reservation.h"

/* One that the caller may see, and of the event whose link they have if they
 * have come by one. ERR_NOT_FOUND. */
MUST_CHECK enum err api_reservation_find(struct call *call,
    struct reservation_id id, struct q_reservation_access_row *row);

/* The same, for a request whose If-Match still fits.
 * ERR_PRECONDITION_FAILED. */
MUST_CHECK enum err api_reservation_check(
    struct call *call, struct reservation_id id);

#endif

/*
 * Rows of the table of operations for what is sold of events. A reservation of
 * what is no ticket type is refused.
 */
#ifndef T_API_OPERATION_ROWS_SOLD_H
#define T_API_OPERATION_ROWS_SOLD_H

#define OPERATION_ROWS_SOLD                                                    \
	{ "ticket_type_list", GET, "/events/{event}/ticket-types", "",         \
		{ 200, 200, 200, 200 } },                                      \
	    { "ticket_type_create", POST, "/events/{event}/ticket-types",      \
		    "{\"name\":\"x\",\"payment_type\":\"free\"}",              \
		    { 401, 403, 201, 201 } },                                  \
	    { "ticket_type_get", GET, "/ticket-types/{ticket_type}", "",       \
		    { 200, 200, 200, 200 } },                                  \
	    { "ticket_type_patch", PATCH, "/ticket-types/{ticket_type}",       \
		    "{\"name\":\"y\"}", { 401, 403, 200, 200 } },              \
	    { "ticket_type_remove", DELETE, "/ticket-types/{ticket_type}", "", \
		    { 401, 403, 204, 204 } },                                  \
	    { "event_ticket_list_mine", GET, "/users/me/tickets", "",          \
		    { 401, 200, 200, 200 } },                                  \
	    { "event_ticket_list", GET, "/events/{event}/tickets", "",         \
		    { 401, 403, 200, 200 } },                                  \
	    { "event_ticket_get", GET, "/tickets/{ticket}", "",                \
		    { 401, 404, 200, 200 } },                                  \
	    { "event_ticket_qr", GET, "/tickets/{ticket}/qr.svg", "",          \
		    { 401, 404, 200, 200 } },                                  \
	    { "event_ticket_reissue", POST, "/tickets/{ticket}/reissue", "{}", \
		    { 401, 404, 200, 200 } },                                  \
	    { "event_ticket_cancel", POST, "/tickets/{ticket}/cancel", "",     \
		    { 401, 404, 200, 200 } },                                  \
	    { "reservation_list", GET, "/events/{event}/reservations", "",     \
		    { 401, 403, 200, 200 } },                                  \
	    { "reservation_create", POST, "/events/{event}/reservations",      \
		    "{\"items\":[{\"ticket_type_id\":\"" BOB                   \
		    "\",\"quantity\":1}]}",                                    \
		    { 401, 422, 422, 422 } },                                  \
	    { "reservation_list_mine", GET, "/users/me/reservations", "",      \
		    { 401, 200, 200, 200 } },                                  \
	    { "reservation_get", GET, "/reservations/{reservation}", "",       \
		    { 401, 404, 200, 200 } },                                  \
	    { "reservation_cancel", DELETE, "/reservations/{reservation}", "", \
		    { 401, 404, 204, 204 } },                                  \
	    { "reservation_confirm", POST,                                     \
		    "/reservations/{reservation}/confirm", "",                 \
		    { 401, 404, 200, 404 } },                                  \
	    { "reservation_mark_paid", POST,                                   \
		    "/reservations/{unpaid_reservation}/mark-paid", "",        \
		    { 401, 404, 200, 200 } },                                  \
	    { "reservation_refund", POST,                                      \
		    "/reservations/{owed_reservation}/refund", "",             \
		    { 401, 404, 200, 200 } },                                  \
	    { .id = "payment_webhook" },                                       \
	    { "reservation_mark_refunded", POST,                               \
		    "/reservations/{owed_reservation}/mark-refunded", "",      \
		    { 401, 404, 200, 200 } },                                  \
	    { "check_in_list", GET, "/events/{event}/check-ins", "",           \
		    { 401, 403, 200, 200 } },                                  \
	    { "check_in_table", GET, "/events/{event}/check-ins.csv", "",      \
		    { 401, 403, 200, 200 } },                                  \
	    { "rsvp_table", GET, "/events/{event}/attendees.csv", "",          \
		    { 401, 403, 200, 200 } },                                  \
	    { "check_in_add", POST, "/events/{guarded_event}/check-ins",       \
		    "{\"user_id\":\"" BOB "\",\"nonce\":\"1\"}",               \
		    { 401, 403, 200, 200 } },                                  \
	    { "check_in_add_batch", POST, "/events/{event}/check-ins/batch",   \
		    "{\"items\":[{\"user_id\":\"" BOB "\",\"nonce\":\"1\"}]}", \
		    { 401, 403, 200, 200 } },                                  \
	    { "check_in_add_walk_in", POST,                                    \
		    "/events/{event}/check-ins/walk-in",                       \
		    "{\"name\":\"x\",\"nonce\":\"w\"}",                        \
		    { 401, 403, 200, 200 } },                                  \
	    { "check_in_bundle", GET, "/events/{event}/check-in-bundle", "",   \
		    { 401, 403, 200, 200 } },                                  \
	    { "event_stats", GET, "/events/{event}/stats", "",                 \
		    { 401, 403, 200, 200 } },                                  \
	    { "rsvp_qr", GET, "/events/{guarded_event}/rsvps/me/qr.svg", "",   \
		    { 401, 404, 404, 404 } },                                  \
	    { "check_in_undo", DELETE,                                         \
		    "/events/{guarded_event}/check-ins/{check_in}", "",        \
		    { 401, 403, 204, 204 } },

#endif

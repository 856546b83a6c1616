/*
 * Whom an event names: guests, who see it whatever its visibility, co-hosts,
 * who run it beside its organizer, and who stands at its door.
 */
#ifndef APP_GUEST_H
#define APP_GUEST_H

#include "app/call.h"
#include "app/departure.h"
#include "generated/id/event.h"
#include "generated/id/event_invitation.h"
#include "generated/words.h"

enum { APP_HOSTS_MAX = 50 };

/* What follows needs a transaction. ERR_NOT_FOUND when the caller does not see
 * the event, ERR_FORBIDDEN for who does not run it; hosts are named by its
 * organizer, or whoever manages the events of its space. */

/*
 * Names somebody as a guest, and mails them, of a draft when it is published;
 * fine when they are one, or a host. ERR_NOT_FOUND
 * also when there is no such user, or one whom the caller or the organizer does
 * not see; ERR_FORBIDDEN for one who is banned where the event takes place;
 * ERR_INVALID_TRANSITION for its organizer; ERR_RATE_LIMITED beyond
 * EVENT_INVITES_PER_DAY.
 */
MUST_CHECK enum err app_guest_put(
    struct call *call, struct event_id event, struct user_id user);

/* People and addresses, and how many of them were named or had been before. */
struct app_guest_list {
	const struct user_id *users;
	size_t n_users;
	const char *const *emails;
	size_t n_emails;
	int64_t invited, already;
};

/* The same with many; who cannot be named is left out. What an address is here
 * is not looked at: whoever has it is a guest when they answer by the link in
 * the mail. */
MUST_CHECK enum err app_guest_invite(
    struct call *call, struct event_id event, struct app_guest_list *list);

/* Somebody who was invited is a guest no more, whoever it was. ERR_NOT_FOUND
 * also when the event has no such invitation. */
MUST_CHECK enum err app_guest_withdraw(struct call *call, struct event_id event,
    struct event_invitation_id invitation);

/* A guest is one no more; an answer that stood on it goes, and who waits for
 * the seats gets them. Fine when they were none; a host stays. */
MUST_CHECK enum err app_guest_remove(
    struct call *call, struct event_id event, struct user_id user);

/* Names somebody as a host: errors as of app_guest_put; ERR_NOT_FOUND also for
 * one whom the caller does not see otherwise, since all who see the event see
 * its hosts; ERR_FORBIDDEN also beyond APP_HOSTS_MAX. */
MUST_CHECK enum err app_guest_put_host(struct call *call, struct event_id event,
    struct user_id user, enum event_role role);

/* A host is a guest from now on. Fine when they were none. */
MUST_CHECK enum err app_guest_remove_host(
    struct call *call, struct event_id event, struct user_id user);

/* Somebody to organize the event, a member where it is for members, who stays
 * one until the transaction ends. *heir is for app_departure_hand_over. Errors
 * as of app_guest_put_host; ERR_FORBIDDEN also for who is no member. */
MUST_CHECK enum err app_guest_find_heir(struct call *call,
    struct event_id event, struct user_id user, struct app_handover *heir);

#endif

/*
 * The kinds of ids. A type "<kind>_id" of a query and an "x-id" of the contract
 * mean struct <kind>_id, so that one kind is never passed as another. The
 * generator of queries writes each into generated/id/<kind>.h.
 */
#ifndef GEN_ID_H
#define GEN_ID_H

#define GEN_ID_KINDS(X)     \
	X(user)             \
	X(session)          \
	X(verification)     \
	X(event)            \
	X(category)         \
	X(job)              \
	X(space)            \
	X(role)             \
	X(audit)            \
	X(invite)           \
	X(request)          \
	X(report)           \
	X(message)          \
	X(event_notice)     \
	X(domain)           \
	X(feedback)         \
	X(guest_request)    \
	X(event_invitation) \
	X(calendar_feed)    \
	X(calendar_source)  \
	X(file)             \
	X(upload)           \
	X(spark)            \
	X(spark_invite)     \
	X(routine)          \
	X(routine_step)     \
	X(swap)             \
	X(poll)             \
	X(poll_option)      \
	X(factor)           \
	X(auth_ticket)      \
	X(provider)         \
	X(account)          \
	X(oauth_flow)       \
	X(ticket_type)      \
	X(recovery_code)    \
	X(reservation)      \
	X(event_ticket)     \
	X(check_in)         \
	X(payment)          \
	X(ui_config)        \
	X(export)           \
	X(account_invite)   \
	X(api_token)

#endif

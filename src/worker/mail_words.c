/*
 * The words of all mails.
 */
#include "worker/mail_words.h"
#include "worker/mail_words_address.h"
#include "worker/mail_words_export.h"
#include "worker/mail_words_invite.h"
#include "worker/mail_words_linked.h"
#include "worker/mail_words_sign_in.h"
#include "worker/mail_words_spark.h"

#include "base/banned.h"

static const struct mail_words mails[RULE_NOTICE_KINDS] = {
	[RULE_NOTICE_VERIFY_EMAIL] = { "Please confirm your e-mail address",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "welcome to Hearth! One step is left: confirm that "
			    "this address is yours." },
		{ MAIL_BUTTON, "Confirm my address" },
		{ MAIL_SMALL, "The link works until {link_until}." },
		{ MAIL_SAY,
		    "Were you asked for a code instead? Here it is, good "
		    "until {code_until}:" },
		{ MAIL_CODE, "{code}" },
		{ MAIL_SMALL,
		    "If you did not sign up, you need not do anything: "
		    "somebody probably mistyped their own address, and without "
		    "the confirmation it comes to nothing." } } },
	[RULE_NOTICE_RESET_PASSWORD] = { "Choose a new password",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "somebody, hopefully you, asked for a new password "
			    "for your account, or signed up with your address "
			    "more than once." },
		{ MAIL_BUTTON, "Choose a new password" },
		{ MAIL_SMALL, "The link works once, until {link_until}." },
		{ MAIL_SAY,
		    "Were you asked for a code instead? Here it is, good "
		    "until {code_until}:" },
		{ MAIL_CODE, "{code}" },
		{ MAIL_SMALL, "For programs, the token of the link is:" },
		{ MAIL_CODE, "{token}" },
		{ MAIL_SMALL, "If it was not you, ignore this mail and keep it "
			      "to yourself: without it nobody can choose a "
			      "password." } } },
	MAIL_WORDS_SIGN_IN,
	[RULE_NOTICE_MEMBERSHIP] = { "Your code",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "you want to show that this address is yours, and be a "
		    "member of a place that takes people who have one like "
		    "it. It is called:" },
		{ MAIL_SAY, "{invited_to}" },
		{ MAIL_SAY, "Here is your code, good until {code_until}:" },
		{ MAIL_CODE, "{code}" },
		{ MAIL_SMALL,
		    "If it was not you, keep this mail to yourself: without "
		    "the code nobody can use your address." } } },
	[RULE_NOTICE_MAGIC_CODE] = { "Your code to sign in",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "here is your code to sign in, good until "
			    "{code_until}:" },
		{ MAIL_CODE, "{code}" },
		{ MAIL_SMALL,
		    "If it was not you, ignore this mail and keep it to "
		    "yourself. Nobody from here ever asks you for a "
		    "code." } } },
	[RULE_NOTICE_REAUTHENTICATE] = { "Your code to go on",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "you are about to change something about your account. "
		    "Here is the code that shows that it is you, good until "
		    "{code_until}:" },
		{ MAIL_CODE, "{code}" },
		{ MAIL_SMALL,
		    "If it was not you, somebody else is signed in to your "
		    "account: change your password, and end the sessions "
		    "that you do not know." } } },
	MAIL_WORDS_ADDRESS,
	MAIL_WORDS_LINKED,
	MAIL_WORDS_INVITE,
	MAIL_WORDS_EXPORT,
	[RULE_NOTICE_FACTOR_REMOVED] = { "A second step was removed",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "a second step of signing in to your account was just "
		    "removed. All other sessions were ended." },
		{ MAIL_SMALL,
		    "If it was not you, ask for a new password at once where "
		    "you sign in, and look through the list of your "
		    "sessions." } } },
	[RULE_NOTICE_TOKEN_ADDED] = { "A program may act in your name",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "an API token was just made for your account: a program "
		    "that has it may act in your name where the token's "
		    "scopes reach." },
		{ MAIL_SMALL,
		    "If it was not you, revoke it in the settings of your "
		    "account, change your password, and end the sessions "
		    "that you do not know." } } },
	[RULE_NOTICE_RECOVERY_USED_UP] = { "No recovery code is left",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "the last of your recovery codes was just used to sign "
		    "in to your account." },
		{ MAIL_SAY,
		    "Make new ones in the settings of your account, or you "
		    "cannot sign in any more when you lose your phone." },
		{ MAIL_SMALL,
		    "If it was not you, change your password, and end the "
		    "sessions that you do not know." } } },
	[RULE_NOTICE_ALREADY_REGISTERED] = { "You already have an account",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "somebody tried to sign up with this address, but it "
		    "has an account already." },
		{ MAIL_SAY, "If it was you: simply sign in. If you forgot your "
			    "password, ask for a new one where you sign in." },
		{ MAIL_SMALL,
		    "If it was not you, there is nothing to do. Your "
		    "account was not touched, and whoever tried was not told "
		    "that it exists." } } },
	[RULE_NOTICE_PASSWORD_CHANGED] = { "Your password was changed",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "the password of your account was just changed." },
		{ MAIL_SAY,
		    "If it was you, all is well. If it was not, ask for "
		    "a new password at once where you sign in: that ends "
		    "every session of your account." },
		{ MAIL_SMALL,
		    "We tell you about every change of your password; "
		    "this cannot be switched off." } } },
	[RULE_NOTICE_REFRESH_REUSED] = { "We ended one of your sessions",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "a session of your account was continued with a key "
		    "that had been replaced before. That happens when an app "
		    "is restored from an old backup, and also when somebody "
		    "has copied the key. To be safe we ended the session." },
		{ MAIL_SAY, "You only need to sign in again. If you do not "
			    "recognise this, change your password too and look "
			    "through the list of your sessions." } } },
	[RULE_NOTICE_SUSPENDED] = { "Your account was suspended",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "whoever runs this server has suspended your account. "
		    "Until it is restored nobody can sign in to it, what you "
		    "organize is not shown, and your spots go to others." },
		{ MAIL_SMALL, "Nothing of yours was deleted." } } },
	[RULE_NOTICE_ERASE_UNDO] = { "Your account will be erased",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "you have asked that your account be erased, with all that "
		    "is yours alone. That happens on {link_until}. Until then "
		    "nobody can sign in to it." },
		{ MAIL_SAY, "Did you change your mind, or was it not you?" },
		{ MAIL_BUTTON, "Keep my account" },
		{ MAIL_SMALL, "For programs, the token of the link is:" },
		{ MAIL_CODE, "{token}" },
		{ MAIL_SMALL, "Otherwise you need not do anything. Your spots "
			      "have gone to others already." } } },
	[RULE_NOTICE_PROMOTED_FROM_WAITLIST] = { "You have a spot: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "good news: a spot became free, and you moved up "
			    "from the waitlist. You are coming to:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL,
		    "You cannot make it after all? Please change your "
		    "answer, so that the next person on the list gets the "
		    "spot." } } },
	[RULE_NOTICE_SEAT_OFFERED] = { "There are tickets for you: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "good news: there are seats for those who waited, and "
		    "you are next. They are held for you at:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SAY, "Please take them until {until}." },
		{ MAIL_SMALL, "You do not want them any more? Then give them "
			      "back, or do nothing: they go to the next one on "
			      "the list." } } },
	[RULE_NOTICE_SEAT_OFFER_ENDED] = { "Your seats went on: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "we held seats for you and have not heard from "
			    "you. So they went to somebody else:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL, "You would like to come all the same? Reserve "
			      "anew, or wait again." } } },
	[RULE_NOTICE_TICKETS_PAID] = { "Your tickets: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "what you paid has arrived: you have your tickets "
			    "for:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" } } },
	[RULE_NOTICE_REFUND_DUE] = { "You get your money back: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "you paid for seats that you do not get. Whoever "
			    "runs the event owes you what you paid:" },
		{ MAIL_SAY, "{title}" },
		{ MAIL_SAY, "It was planned for: {when}" },
		{ MAIL_SAY, "Where: {where}" } } },
	[RULE_NOTICE_REFUNDED] = { "Paid back: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "what you paid is on its way back to you:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" } } },
	[RULE_NOTICE_TICKET_CANCELLED] = { "One ticket less: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "whoever sells the tickets of this event has cancelled one "
		    "of yours, which lets nobody in any more:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL, "If you think that this is a mistake, please ask "
			      "them." } } },
	[RULE_NOTICE_EVENT_CANCELLED] = { "Cancelled: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "we are sorry: this event will not take place." },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "Why: {reason}" },
		{ MAIL_SAY, "It was planned for: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL, "You get this mail because you had answered that "
			      "you might come. You need not do anything." } } },
	[RULE_NOTICE_EVENT_REINSTATED] = { "It takes place: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "good news: this event was cancelled, and takes "
			    "place after all." },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SAY, "Your answer still counts: {answer}" },
		{ MAIL_SMALL,
		    "You cannot make it any more? Please change your answer, "
		    "so that somebody else gets the spot." } } },
	[RULE_NOTICE_EVENT_CHANGED] = { "Changed: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "this event has {changed} now:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SAY, "It was planned for: {before}" },
		{ MAIL_SAY, "Its next days are: {next}" },
		{ MAIL_SAY, "These days are cancelled: {cancelled}" },
		{ MAIL_SAY, "Your answer still counts: {answer}" },
		{ MAIL_SMALL,
		    "You cannot make it any more? Please change your answer, "
		    "so that somebody else gets the spot." } } },
	[RULE_NOTICE_EVENT_REMINDER] = { "Soon: {title}",
	    { { MAIL_SAY, "Hello{name}," }, { MAIL_SAY, "you are coming to:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL,
		    "You cannot make it after all? Please change your answer, "
		    "so that somebody else gets the spot." } } },
	[RULE_NOTICE_STILL_COMING] = { "Do you still come? {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "you said that you come to:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SAY,
		    "Please say there whether you still do. You can until "
		    "{until}." },
		{ MAIL_SMALL, "If we do not hear from you until then, your "
			      "spot goes to somebody else." } } },
	[RULE_NOTICE_SEAT_RELEASED] = { "Your spot was given up: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "we asked whether you still come, and have not "
			    "heard from you. So we take it that you do not:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL,
		    "You would like to come all the same? Answer anew: you get "
		    "a spot if there is one left." } } },
	[RULE_NOTICE_FEEDBACK_ASKED] = { "How was it? {title}",
	    { { MAIL_SAY, "Hello{name}," }, { MAIL_SAY, "you were at:" },
		{ MAIL_SAY, "{title}" },
		{ MAIL_SAY,
		    "Please say how it was. It helps those who run it, and you "
		    "can do so without your name." },
		{ MAIL_SMALL, "That is possible for two weeks. You were not "
			      "there? Then ignore this mail." } } },
	[RULE_NOTICE_EVENT_GONE] = { "Taken down: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "we are sorry: this event was taken down by its "
			    "organizer. Please do not count on it any more." },
		{ MAIL_SAY, "{title}" },
		{ MAIL_SAY, "It was planned for: {when}" },
		{ MAIL_SAY, "Of these days: {cancelled}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL, "You get this mail because you had answered that "
			      "you might come. You need not do anything." } } },
	[RULE_NOTICE_EVENT_SPLIT] = { "Now by themselves: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "the days of this event {changed} are an event of "
			    "their own now:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL,
		    "You get this mail so that your calendar has them as they "
		    "are. Your answer counts as before." } } },
	[RULE_NOTICE_RSVP_SET] = { "Answered for you: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "somebody who runs this event has answered it in your "
		    "place:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SAY, "Your answer: {answer}" },
		{ MAIL_SMALL, "As long as the event takes answers you can give "
			      "another one." } } },
	[RULE_NOTICE_RSVP_REMOVED] = { "You are no longer expected: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "somebody who runs this event has taken you off the "
		    "list of those who come:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL, "If you think that this is a mistake, please ask "
			      "them." } } },
	[RULE_NOTICE_JOIN_REQUESTED] = { "Somebody asks to join {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "somebody would like to join:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SAY,
		    "You are one of those who may decide. Please have a "
		    "look at what they wrote, and let them in or not." },
		{ MAIL_SMALL,
		    "While more people ask, you get at most one such mail "
		    "an hour." } } },
	[RULE_NOTICE_JOIN_APPROVED] = { "You are in: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "good news: you asked to join, and were let in. "
			    "Welcome to:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SMALL, "You can leave at any time." } } },
	[RULE_NOTICE_MEMBER_REMOVED] = { "You are no longer in: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "those who run it have ended your membership of:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SMALL, "If you think that this is a mistake, please ask "
			      "them." } } },
	[RULE_NOTICE_MEMBER_BANNED] = { "You were banned from: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "those who run it have ended your membership, and do "
		    "not let you join again:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SMALL, "If you think that this is a mistake, please ask "
			      "them." } } },
	[RULE_NOTICE_SPACE_CLOSING] = { "Closing: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "somebody who may has closed:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SAY, "It goes, with all that is in it, on: {when}" },
		{ MAIL_SMALL,
		    "Until then it can be opened again by those who could "
		    "close it." } } },
	[RULE_NOTICE_INVITED] = { "You are invited",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "you are invited by {by} to join:" },
		{ MAIL_SAY, "{invited_to}" }, { MAIL_BUTTON, "See the invite" },
		{ MAIL_SMALL,
		    "The invite is for you: whoever has the link can use "
		    "it. If you know nobody of that name, or do not want "
		    "to join, you need not do anything." } } },
	[RULE_NOTICE_EVENT_HIDDEN] = { "Hidden: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "a moderator has hidden an event of yours. You and its "
		    "hosts still see it; nobody else does, and it takes no "
		    "answers." },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL,
		    "Answers that were given stay. If you think that it "
		    "was hidden by mistake, ask those who moderate the "
		    "place where you made it." } } },
	[RULE_NOTICE_EVENT_HANDED_OVER] = { "Now yours: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "whoever organized this event has left, or handed it "
		    "over to you, so it is yours now:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SMALL,
		    "You can change or cancel it. Those who answered have "
		    "not been told." } } },
	[RULE_NOTICE_SPACE_HANDED_OVER] = { "Now yours: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "whoever owned it has left, or handed it over to "
			    "you, so it is yours now:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SMALL,
		    "You can change and close it, and decide who belongs to "
		    "it. Its members have not been told. If you do not want "
		    "it, hand it over to another member." } } },
	[RULE_NOTICE_EVENT_NOTICE] = { "{title}: {subject}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "whoever runs this event writes to those who answered "
		    "it:" },
		{ MAIL_LETTER, "{letter}" }, { MAIL_SMALL, "{title}" },
		{ MAIL_SMALL, "When: {when}" },
		{ MAIL_SMALL, "Where: {where}" },
		{ MAIL_SMALL,
		    "These are their words. Who does not come gets no more "
		    "of them: you can change your answer at any time." } } },
	[RULE_NOTICE_MEMBERSHIP_ENDS] = { "Your membership ends: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "it takes people who have an address at one of its "
			    "domains, and yours was proved a while ago:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SAY, "Your membership ends: {when}" },
		{ MAIL_SMALL,
		    "To stay, prove such an address once more before. "
		    "Otherwise you need not do anything." } } },
	[RULE_NOTICE_MEMBERSHIP_ENDED] = { "Your membership has ended: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "you are one of the alumni now of:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SAY,
		    "What is for its members is not for you any more; "
		    "answers that you gave to such events were taken back, "
		    "and what you organized for them passed to others." },
		{ MAIL_SMALL, "You are a member again as soon as you prove an "
			      "address at one of its domains." } } },
	[RULE_NOTICE_GUEST_CONFIRM] = { "Please confirm your answer",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "somebody, hopefully you, has answered an event with this "
		    "address: {answer}." },
		{ MAIL_SAY, "{invited_to}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "It counts as soon as you confirm it." },
		{ MAIL_BUTTON, "Confirm my answer" },
		{ MAIL_SAY,
		    "Were you asked for a code instead? Here it is, good "
		    "until {code_until}:" },
		{ MAIL_CODE, "{code}" },
		{ MAIL_SMALL,
		    "The link works once, until {link_until}. If it was not "
		    "you, you need not do anything: without the confirmation "
		    "it comes to nothing." } } },
	[RULE_NOTICE_EVENT_INVITED] = { "You are invited to an event",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "you are invited by {by} to come to:" },
		{ MAIL_SAY, "{invited_to}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_BUTTON, "See the invitation" },
		{ MAIL_SMALL,
		    "The link is for you: whoever has it can answer in your "
		    "place. If you know nobody of that name, or do not want "
		    "to come, you need not do anything." } } },
	[RULE_NOTICE_GUEST_ANSWERED] = { "Your answer: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "thank you, your answer is noted: {answer}." },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_BUTTON, "See or change my answer" },
		{ MAIL_SMALL,
		    "Keep this mail: the link is how you change your answer, "
		    "and it is yours alone." } } },
	[RULE_NOTICE_RSVP_RESULT] = { "Your answer: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "you have answered an event from your calendar or "
			    "by mail. {reason}" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Where: {where}" },
		{ MAIL_SAY, "What counts now: {answer}" },
		{ MAIL_BUTTON, "See or change my answer" },
		{ MAIL_SMALL, "The link is yours alone: whoever has it can "
			      "answer in your place." } } },
	[RULE_NOTICE_EVENT_WRITTEN] = { "An answer in words: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "somebody who was told of an event of yours has "
			    "answered the mail. They write:" },
		{ MAIL_LETTER, "{letter}" }, { MAIL_SMALL, "{title}" },
		{ MAIL_SMALL, "When: {when}" },
		{ MAIL_SMALL, "These are their words, and their answer to the "
			      "event stays as it was." } } },
	[RULE_NOTICE_DOMAIN_LAPSED] = { "A domain has lapsed: {space}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY,
		    "a domain lets nobody in any more, because the record "
		    "that proved it is gone. It is one of:" },
		{ MAIL_SAY, "{space}" },
		{ MAIL_SAY,
		    "Put the record back if the domain is still yours; the "
		    "list of domains says which one it needs. Else remove "
		    "the domain." },
		{ MAIL_SMALL, "Those who came by it stay members." } } },
	MAIL_WORDS_SPARK,
	[RULE_NOTICE_RUN_REMINDER] = { "Soon: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "this is for you to do, soon:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SMALL,
		    "You cannot? Ask others to do it in your place." } } },
	[RULE_NOTICE_RUN_OVERDUE] = { "Not done yet: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "this should be done, and is not:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "It was for: {when}" },
		{ MAIL_SMALL, "You get this mail because it is for you to do, "
			      "or you look after it." } } },
	[RULE_NOTICE_RUN_CONFLICT] = { "Nobody is free: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "nobody who takes turns is free for this, so it "
			    "has gone to whoever has done least:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SMALL, "You can say who does it instead." } } },
	[RULE_NOTICE_STEP_FAILED] = { "It could not be done: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "somebody could not do a step of this, and it "
			    "waits for you to decide:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SMALL,
		    "Let the step be done again, or leave it out." } } },
	[RULE_NOTICE_SWAP_ASKED] = { "In somebody's place: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "somebody asks you to do this in their place:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SMALL,
		    "Nothing changes until you say that you will." } } },
	[RULE_NOTICE_SWAP_ACCEPTED] = { "Somebody does it: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "somebody does this in your place:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SMALL, "You need not do anything." } } },
	[RULE_NOTICE_SWAP_DECLINED] = { "It is still yours: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "whom you asked does not do this in your place:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SMALL, "You can ask somebody else." } } },
	[RULE_NOTICE_POLL_OPEN] = { "When can you? {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "you are asked when you can, for this:" },
		{ MAIL_SAY, "{title}" },
		{ MAIL_SAY, "Please answer until: {when}" },
		{ MAIL_SMALL, "Say for each time whether you can. You may "
			      "share which of your times are taken, but need "
			      "not." } } },
	[RULE_NOTICE_POLL_CLOSED] = { "The poll is closed: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "nobody answers this any more, and it is for you "
			    "to choose a time:" },
		{ MAIL_SAY, "{title}" },
		{ MAIL_SMALL, "You can also open it again." } } },
	[RULE_NOTICE_POLL_FINALIZED] = { "It is settled: {title}",
	    { { MAIL_SAY, "Hello{name}," },
		{ MAIL_SAY, "there is a time for what you were asked about:" },
		{ MAIL_SAY, "{title}" }, { MAIL_SAY, "When: {when}" },
		{ MAIL_SAY, "Your answer: {answer}" },
		{ MAIL_SMALL, "You can change your answer as long as the event "
			      "takes some." } } },
};

const struct mail_words *
mail_words_of(enum rule_notice kind)
{
	return &mails[kind];
}

const char *
mail_answer(enum rsvp_status status)
{
	switch (status) {
	case RSVP_STATUS_ATTENDING:
		return "you come";
	case RSVP_STATUS_MAYBE:
		return "perhaps you come";
	case RSVP_STATUS_NOT_ATTENDING:
		return "you do not come";
	case RSVP_STATUS_WAITLISTED:
		return "you wait for a seat";
	default:
		return NULL;
	}
}

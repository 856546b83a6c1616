/*
 * Function attributes, in the words that Hearth uses.
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define MUST_CHECK	  __attribute__((warn_unused_result))
#define NO_RETURN	  __attribute__((noreturn))
#define FORMAT_LIKE(f, a) __attribute__((format(printf, f, a)))
/* of a struct: its members are initialized by their names (gcc sees to it) */
#if __has_attribute(designated_init)
#define NAMED_ONLY __attribute__((designated_init))
#else
#define NAMED_ONLY
#endif

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif

/*
 * Function attributes, in the words that Hearth uses.
 */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define MUST_CHECK	  __attribute__((warn_unused_result))
#define NO_RETURN	  __attribute__((noreturn))
#define FORMAT_LIKE(f, a) __attribute__((format(printf, f, a)))
#define N_OF(array)	  (sizeof(array) / sizeof((array)[0]))

#endif

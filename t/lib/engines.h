/*
 * Each test on each engine: Test_engines(api_event, stays_a_draft) { ... }
 * makes api_event::stays_a_draft_on_sqlite and ..._on_postgresql. The file
 * defines engine_open(enum db_engine) and engine_close() before it, or includes
 * t/lib/api.h, which does. An engine that is not built in is not tested.
 */
#ifndef T_LIB_ENGINES_H
#define T_LIB_ENGINES_H

#include <criterion/criterion.h>

#include "db/db.h"

#ifdef WITH_SQLITE
#define TEST_ON_SQLITE(suite, name, ...)                                   \
	Test(suite, name##_on_sqlite, .fini = engine_close, ##__VA_ARGS__) \
	{                                                                  \
		engine_open(DB_SQLITE);                                    \
		suite##_##name();                                          \
		engine_pass();                                             \
	}
#else
#define TEST_ON_SQLITE(suite, name, ...)
#endif

#ifdef WITH_POSTGRESQL
#define TEST_ON_POSTGRESQL(suite, name, ...)                                   \
	Test(suite, name##_on_postgresql, .fini = engine_close, ##__VA_ARGS__) \
	{                                                                      \
		engine_open(DB_POSTGRESQL);                                    \
		suite##_##name();                                              \
		engine_pass();                                                 \
	}
#else
#define TEST_ON_POSTGRESQL(suite, name, ...)
#endif

#define Test_engines(suite, name, ...)                 \
	static void suite##_##name(void);              \
	TEST_ON_SQLITE(suite, name, ##__VA_ARGS__)     \
	TEST_ON_POSTGRESQL(suite, name, ##__VA_ARGS__) \
	static void suite##_##name(void)

/* A test that has nothing to do with the engine: on one of them. */
#ifdef WITH_SQLITE
#define Test_once(suite, name, ...)                \
	static void suite##_##name(void);          \
	TEST_ON_SQLITE(suite, name, ##__VA_ARGS__) \
	static void suite##_##name(void)
#else
#define Test_once(suite, name, ...)                    \
	static void suite##_##name(void);              \
	TEST_ON_POSTGRESQL(suite, name, ##__VA_ARGS__) \
	static void suite##_##name(void)
#endif

#endif

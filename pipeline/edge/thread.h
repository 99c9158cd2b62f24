/* Threads of one process. */
#ifndef CASHBACK_EDGE_THREAD_H
#define CASHBACK_EDGE_THREAD_H

#include <pthread.h>

/* Starts one that gets no signals: they are the business of the thread that was there first. -1 where
 * that is not possible; no error is set, since the work can be done without it. */
int thread_start(pthread_t *ret_thread, void *(*run)(void *context), void *context);

#endif

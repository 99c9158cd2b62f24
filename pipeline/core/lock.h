/*
 * One run at a time: var/lock, held through flock(2) by the driver or by a stage that is started
 * alone. A stage that the driver starts inherits the driver's lock (environment variable
 * CASHBACK_LOCK_FD). The kernel gives a killed holder's lock back.
 */
#ifndef CASHBACK_CORE_LOCK_H
#define CASHBACK_CORE_LOCK_H

#include "pipeline/base/error.h"

/* EXIT_LOCKED where another run holds it. The lock lasts until the process ends. */
int lock_take(const char *var, struct error *err);

#endif

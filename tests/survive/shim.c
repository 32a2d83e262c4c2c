/* LD_PRELOAD: the k-th change of a file below a folder fails, or is the last thing its process does.

   Counted are creating, writing, flushing, cutting, renaming, linking and removing, in all processes that
   share the counter. A write that kills writes half of its bytes first.

   SHIM_CLOCK moves the clock of the day by so many seconds, SHIM_CLOCK_AFTER seconds after a process began;
   the monotonic clock goes on. (libfaketime 0.9.10 breaks clock_nanosleep, which Python sleeps by.) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { OFF, COUNT, KILL, FAIL, FAIL_ON };

static char folder[4096];
static long at, own, *counter = &own;
static int action, error_number;

/* For a process that arms itself, or a child of one. */
void shim_arm(const char *below, long k, int what, int number) {
    strncpy(folder, below, sizeof folder - 1);
    own = 0;
    counter = &own;
    at = k;
    error_number = number;
    action = what;
}

long shim_count(void) { return *counter; }

__attribute__((constructor)) static void from_environment(void) {
    const char *below = getenv("SHIM_FOLDER"), *file = getenv("SHIM_COUNTER");
    if (!below || !file) return;
    int handle = open(file, O_RDWR);
    if (handle < 0) return;
    void *shared = mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    close(handle);
    if (shared == MAP_FAILED) return;
    counter = shared;
    strncpy(folder, below, sizeof folder - 1);
    at = atol(getenv("SHIM_AT"));
    error_number = atoi(getenv("SHIM_ERRNO"));
    action = atoi(getenv("SHIM_ACTION"));
}

static int below(const char *path) { return action && path && !strncmp(path, folder, strlen(folder)); }

static int open_below(int handle) {
    char link[64], path[4096];
    if (!action) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}

/* What becomes of this change: 0 nothing, 1 it fails, 2 the process dies. */
static int fate(void) {
    long now = __sync_add_and_fetch(counter, 1);
    if (action == COUNT || now < at || (now > at && action != FAIL_ON)) return 0;
    if (action == KILL) return 2;
    errno = error_number;
    return 1;
}

static void die(void) {
    kill(0, SIGKILL); /* the whole group: a run with all its processes */
    pause();
}

static long jump, jump_after;
static time_t began;

__attribute__((constructor)) static void clock_from_environment(void) {
    struct timespec now;
    const char *by = getenv("SHIM_CLOCK"), *after = getenv("SHIM_CLOCK_AFTER");
    clock_gettime(CLOCK_MONOTONIC, &now);
    began = now.tv_sec;
    jump_after = after ? atol(after) : 0;
    jump = by ? atol(by) : 0;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define CHANGE(mine, failed)                                                                                  \
    if (mine) {                                                                                               \
        int end = fate();                                                                                     \
        if (end == 2) die();                                                                                  \
        if (end == 1) return failed;                                                                          \
    }

#define OPENING(name)                                                                                         \
    int name(const char *path, int flags, ...) {                                                              \
        va_list rest;                                                                                         \
        va_start(rest, flags);                                                                                \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;                             \
        va_end(rest);                                                                                         \
        CHANGE((flags & O_CREAT) && below(path) && access(path, F_OK), -1)                                    \
        return NEXT(name)(path, flags, mode);                                                                 \
    }
OPENING(open)
OPENING(open64)

#define OPENING_AT(name)                                                                                      \
    int name(int place, const char *path, int flags, ...) {                                                   \
        va_list rest;                                                                                         \
        va_start(rest, flags);                                                                                \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;                             \
        va_end(rest);                                                                                         \
        CHANGE((flags & O_CREAT) && below(path) && access(path, F_OK), -1)                                    \
        return NEXT(name)(place, path, flags, mode);                                                          \
    }
OPENING_AT(openat)
OPENING_AT(openat64)

ssize_t write(int handle, const void *body, size_t size) {
    if (open_below(handle)) {
        int end = fate();
        if (end == 1) return -1;
        if (end == 2) {
            if (NEXT(write)(handle, body, size / 2) < 0) pause();
            die();
        }
    }
    return NEXT(write)(handle, body, size);
}

#define WRITING(name, offset_type)                                                                            \
    ssize_t name(int handle, const void *body, size_t size, offset_type place) {                              \
        if (open_below(handle)) {                                                                             \
            int end = fate();                                                                                 \
            if (end == 1) return -1;                                                                          \
            if (end == 2) {                                                                                   \
                if (NEXT(name)(handle, body, size / 2, place) < 0) pause();                                   \
                die();                                                                                        \
            }                                                                                                 \
        }                                                                                                     \
        return NEXT(name)(handle, body, size, place);                                                         \
    }
WRITING(pwrite, off_t)
WRITING(pwrite64, off64_t)

#define ON_HANDLE(name)                                                                                       \
    int name(int handle) {                                                                                    \
        CHANGE(open_below(handle), -1)                                                                        \
        return NEXT(name)(handle);                                                                            \
    }
ON_HANDLE(fsync)
ON_HANDLE(fdatasync)

int ftruncate(int handle, off_t size) { CHANGE(open_below(handle), -1) return NEXT(ftruncate)(handle, size); }
int ftruncate64(int handle, off64_t size) { CHANGE(open_below(handle), -1) return NEXT(ftruncate64)(handle, size); }
int truncate(const char *path, off_t size) { CHANGE(below(path), -1) return NEXT(truncate)(path, size); }
int truncate64(const char *path, off64_t size) { CHANGE(below(path), -1) return NEXT(truncate64)(path, size); }
int rename(const char *old, const char *new) { CHANGE(below(new), -1) return NEXT(rename)(old, new); }
int renameat(int a, const char *old, int b, const char *new) { CHANGE(below(new), -1) return NEXT(renameat)(a, old, b, new); }
int link(const char *old, const char *new) { CHANGE(below(new), -1) return NEXT(link)(old, new); }
int linkat(int a, const char *old, int b, const char *new, int flags) { CHANGE(below(new), -1) return NEXT(linkat)(a, old, b, new, flags); }
int unlink(const char *path) { CHANGE(below(path), -1) return NEXT(unlink)(path); }
int unlinkat(int place, const char *path, int flags) { CHANGE(below(path) || (place != AT_FDCWD && open_below(place)), -1) return NEXT(unlinkat)(place, path, flags); }
int mkdir(const char *path, mode_t mode) { CHANGE(below(path), -1) return NEXT(mkdir)(path, mode); }
int mkdirat(int place, const char *path, mode_t mode) { CHANGE(below(path), -1) return NEXT(mkdirat)(place, path, mode); }

static long moved(void) {
    struct timespec now;
    if (!jump) return 0;
    NEXT(clock_gettime)(CLOCK_MONOTONIC, &now);
    return now.tv_sec - began >= jump_after ? jump : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int end = NEXT(clock_gettime)(clock, now);
    if (!end && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += moved();
    return end;
}

int gettimeofday(struct timeval *now, void *zone) {
    int end = NEXT(gettimeofday)(now, zone);
    if (!end) now->tv_sec += moved();
    return end;
}

time_t time(time_t *out) {
    time_t now = NEXT(time)(NULL) + moved();
    if (out) *out = now;
    return now;
}

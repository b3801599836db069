/* Makes one call of the C library fail: the at-th from now on, of those that open, read, write, rename or start.
 *
 * Loaded before the C library by LD_PRELOAD. `faults_arm` says which call fails and with which number of an error; a
 * negative number kills the process there. Children are left in peace.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static pid_t armed;
static int wanted, seen, number;
static const char *failed = "";

void faults_arm(int at, int error)
{
    wanted = at;
    number = error;
    seen = 0;
    failed = "";
    armed = getpid();
}

/* Returns how many calls there were. */
int faults_disarm(void)
{
    armed = 0;
    return seen;
}

/* The call that failed. */
const char *faults_failed(void)
{
    return failed;
}

static int fails(const char *name)
{
    if (armed == 0 || armed != getpid() || __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST) != wanted) {
        return 0;
    }
    failed = name;
    if (number < 0) {
        kill(getpid(), SIGKILL);
    }
    errno = number;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAULTY(result, failure, name, arguments, passed)                  \
    result name arguments                                                \
    {                                                                    \
        return fails(#name) ? (failure) : REAL(name) passed;             \
    }
#define MODE(flags)                                                      \
    mode_t mode = 0;                                                     \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                               \
        va_list more;                                                    \
        va_start(more, flags);                                           \
        mode = va_arg(more, mode_t);                                     \
        va_end(more);                                                    \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags)
    return fails("open") ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags)
    return fails("open") ? -1 : REAL(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return fails("openat") ? -1 : REAL(openat)(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return fails("openat") ? -1 : REAL(openat64)(folder, path, flags, mode);
}

/* What cannot be closed is closed nevertheless. */
int close(int file)
{
    const int has_failed = fails("close"), found = REAL(close)(file);
    if (has_failed) {
        errno = number;
    }
    return has_failed ? -1 : found;
}

/* The compiler's process: without sharing memory with it, which no function in between could do. */
pid_t vfork(void)
{
    return fails("fork") ? -1 : REAL(fork)();
}

FAULTY(pid_t, -1, fork, (void), ())
FAULTY(ssize_t, -1, read, (int file, void *to, size_t count), (file, to, count))
FAULTY(ssize_t, -1, write, (int file, const void *from, size_t count), (file, from, count))
FAULTY(int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
FAULTY(int, -1, rename, (const char *from, const char *to), (from, to))
FAULTY(int, -1, chmod, (const char *path, mode_t mode), (path, mode))
FAULTY(int, -1, fchmod, (int file, mode_t mode), (file, mode))
FAULTY(int, -1, flock, (int file, int operation), (file, operation))
FAULTY(int, -1, pipe2, (int ends[2], int flags), (ends, flags))
FAULTY(int, -1, access, (const char *path, int mode), (path, mode))
FAULTY(int, -1, lstat64, (const char *path, struct stat64 *status), (path, status))
FAULTY(int, -1, stat64, (const char *path, struct stat64 *status), (path, status))
FAULTY(int, -1, fstat64, (int file, struct stat64 *status), (file, status))
FAULTY(int, -1, fstatat64, (int folder, const char *path, struct stat64 *status, int flags), (folder, path, status, flags))
FAULTY(int, -1, statvfs64, (const char *path, struct statvfs64 *status), (path, status))
FAULTY(int, -1, unlink, (const char *path), (path))
FAULTY(int, -1, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
FAULTY(int, -1, rmdir, (const char *path), (path))
FAULTY(DIR *, NULL, opendir, (const char *path), (path))
FAULTY(DIR *, NULL, fdopendir, (int folder), (folder))
FAULTY(ssize_t, -1, readlink, (const char *path, char *to, size_t size), (path, to, size))

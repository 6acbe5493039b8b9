/*
 * Preloaded into the process that owns the database’s files: while the file named by FAULTS_IO_FLAG exists, writes to
 * regular files fail with EIO, as on a failing disk. Sockets, pipes and terminals are unaffected.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int breaks(int fd) {
  static const char *flag;
  static int looked;
  struct stat status;
  if (!looked) {
    flag = getenv("FAULTS_IO_FLAG");
    looked = 1;
  }
  if (!flag || access(flag, F_OK) != 0) return 0;
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

#define WRAP(type, name, parameters, arguments)                          \
  type name parameters {                                                 \
    static type(*real) parameters;                                       \
    if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);       \
    if (breaks(fd)) {                                                    \
      errno = EIO;                                                       \
      return -1;                                                         \
    }                                                                    \
    return real arguments;                                               \
  }

WRAP(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size))
WRAP(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at))
WRAP(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t at), (fd, bytes, size, at))
WRAP(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
WRAP(ssize_t, pwritev, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at))
WRAP(ssize_t, pwritev64, (int fd, const struct iovec *parts, int count, off64_t at), (fd, parts, count, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size))

/* A disk that fails as a test wants: preloaded into the program, between it and the C library.
 *
 * The file named by DISK_TROUBLE holds an error number, or two numbers: the error, and how many
 * times it occurs. While the file exists, writes below the folder DISK_FOLDER fail with the error. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

/* The error for a write to this file; 0 for none. */
static int trouble_with(int file) {
  const char *name = getenv("DISK_TROUBLE"), *folder = getenv("DISK_FOLDER");
  char link[64], path[4096];
  ssize_t length;
  FILE *told;
  int error = 0, times = -1;
  if (!name || !folder) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (strncmp(path, folder, strlen(folder)) != 0) return 0;
  pthread_mutex_lock(&counting);
  if ((told = fopen(name, "r"))) {
    if (fscanf(told, "%d %d", &error, &times) < 1) error = 0;
    fclose(told);
    if (times == 1) unlink(name);
    else if (times > 1 && (told = fopen(name, "w"))) {
      fprintf(told, "%d %d", error, times - 1);
      fclose(told);
    }
  }
  pthread_mutex_unlock(&counting);
  return error;
}

#define FAILING(result, name, parameters, file, arguments)                                                             \
  result name parameters {                                                                                             \
    static result(*real) parameters;                                                                                   \
    int error = trouble_with(file);                                                                                    \
    if (error) {                                                                                                       \
      errno = error;                                                                                                   \
      return -1;                                                                                                       \
    }                                                                                                                  \
    if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);                                                   \
    return real arguments;                                                                                             \
  }

FAILING(ssize_t, write, (int file, const void *from, size_t length), file, (file, from, length))
FAILING(ssize_t, pwrite, (int file, const void *from, size_t length, off_t at), file, (file, from, length, at))
FAILING(ssize_t, pwrite64, (int file, const void *from, size_t length, off64_t at), file, (file, from, length, at))
FAILING(int, ftruncate, (int file, off_t length), file, (file, length))
FAILING(int, ftruncate64, (int file, off64_t length), file, (file, length))
FAILING(int, fsync, (int file), file, (file))
FAILING(int, fdatasync, (int file), file, (file))

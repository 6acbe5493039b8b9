/*
 * sendEach(fds, which, count, buffers): one send(2) for each of many sockets, in one call from JavaScript.
 *
 *   fds      Int32Array of sockets; overwritten with the bytes that each took, or -1 for none
 *   which    Uint32Array: index into `buffers` for each socket
 *   count    number of entries used in both
 *   buffers  Array of Buffer
 *
 * Returns the number of sockets that did not take all of their bytes. Never blocks: the caller passes the rest to Node,
 * which waits and reports errors.
 * Throws a TypeError for arguments that do not fit together, before anything is sent.
 *
 * Node-API 8 (Node 12.22 and newer): the same binary works with every later Node.
 */
#define NAPI_VERSION 8
#include <node_api.h>

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

/* Node ignores SIGPIPE; with the flag, this does not depend on it. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* MOST_AT_ONCE of send-each.ts. */
#define MOST 256

struct bytes {
  void *data;
  size_t size;
};

static napi_value refuse(napi_env env, const char *why) {
  napi_throw_type_error(env, NULL, why);
  return NULL;
}

/* Returns the memory of a typed array of 32-bit numbers; NULL if it is of another kind or shorter than `count`. */
static void *numbers(napi_env env, napi_value array, napi_typedarray_type kind, uint32_t count) {
  napi_typedarray_type type;
  size_t length;
  void *data;
  bool is = false;
  if (napi_is_typedarray(env, array, &is) != napi_ok || !is) return NULL;
  if (napi_get_typedarray_info(env, array, &type, &length, &data, NULL, NULL) != napi_ok) return NULL;
  return type == kind && length >= count ? data : NULL;
}

/* Reads the bytes of each buffer. False if the array is too long or an element is not a buffer. */
static bool all_bytes(napi_env env, napi_value array, struct bytes *out, uint32_t *length) {
  bool is = false;
  if (napi_is_array(env, array, &is) != napi_ok || !is) return false;
  if (napi_get_array_length(env, array, length) != napi_ok || *length > MOST) return false;
  for (uint32_t i = 0; i < *length; i++) {
    napi_value buffer;
    if (napi_get_element(env, array, i, &buffer) != napi_ok) return false;
    if (napi_is_buffer(env, buffer, &is) != napi_ok || !is) return false;
    if (napi_get_buffer_info(env, buffer, &out[i].data, &out[i].size) != napi_ok) return false;
  }
  return true;
}

static napi_value send_each(napi_env env, napi_callback_info info) {
  napi_value args[4];
  size_t given = 4;
  uint32_t count, buffers;
  struct bytes bytes[MOST];
  if (napi_get_cb_info(env, info, &given, args, NULL, NULL) != napi_ok) return NULL;
  if (given < 4 || napi_get_value_uint32(env, args[2], &count) != napi_ok || count > MOST)
    return refuse(env, "sendEach: count is a number up to 256");
  int32_t *fds = numbers(env, args[0], napi_int32_array, count);
  const uint32_t *which = numbers(env, args[1], napi_uint32_array, count);
  if (fds == NULL) return refuse(env, "sendEach: fds is an Int32Array of at least count numbers");
  if (which == NULL) return refuse(env, "sendEach: which is a Uint32Array of at least count numbers");
  if (!all_bytes(env, args[3], bytes, &buffers)) return refuse(env, "sendEach: buffers is an array of up to 256 Buffers");
  for (uint32_t i = 0; i < count; i++)
    if (which[i] >= buffers) return refuse(env, "sendEach: which names a place that buffers does not have");

  uint32_t unsent = 0;
  for (uint32_t i = 0; i < count; i++) {
    const struct bytes *due = &bytes[which[i]];
    ssize_t sent;
    do sent = send(fds[i], due->data, due->size, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    /* Fits: no socket buffer takes more than an int32 holds. */
    fds[i] = (int32_t)sent;
    if (sent < 0 || (size_t)sent < due->size) unsent++;
  }
  napi_value result;
  return napi_create_uint32(env, unsent, &result) == napi_ok ? result : NULL;
}

NAPI_MODULE_INIT() {
  (void)exports;
  napi_value function;
  if (napi_create_function(env, "sendEach", NAPI_AUTO_LENGTH, send_each, NULL, &function) != napi_ok) return NULL;
  return function;
}

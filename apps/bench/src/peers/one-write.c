/*
 * The lower limit: an epoll loop that frames an event once and writes it to each stream of its org with one write().
 * GET /stream/<org> opens a stream, POST /publish/<org> sends its body to that org's streams. Nothing else: no log, no
 * rights, no slow readers (a stream that cannot take a whole event is closed).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_FDS = 65536, MAX_ORGS = 131072, REQUEST_SIZE = 16384, EVENTS = 256 };

struct org {
  int *fds;
  int count, room;
};

/* Bytes of a request that is not complete yet. */
struct request {
  char *bytes;
  int length;
};

static struct org orgs[MAX_ORGS];
static struct request requests[MAX_FDS];
static int org_of[MAX_FDS];

static const char STREAM_HEAD[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";
static const char ACCEPTED[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";

static void leave(int fd) {
  struct org *org = org_of[fd] < 0 ? NULL : &orgs[org_of[fd]];
  for (int i = 0; org && i < org->count; i++)
    if (org->fds[i] == fd) {
      org->fds[i] = org->fds[--org->count];
      break;
    }
  org_of[fd] = -1;
  free(requests[fd].bytes);
  requests[fd] = (struct request){0};
  close(fd);
}

static void join(int fd, int id) {
  struct org *org = &orgs[id];
  if (org->count == org->room) {
    org->room = org->room ? org->room * 2 : 16;
    org->fds = realloc(org->fds, org->room * sizeof(int));
    if (!org->fds) exit(1);
  }
  org->fds[org->count++] = fd;
  org_of[fd] = id;
  free(requests[fd].bytes);
  requests[fd] = (struct request){0};
  if (write(fd, STREAM_HEAD, sizeof STREAM_HEAD - 1) < 0) leave(fd);
}

static void publish(int id, const char *data, int length) {
  static char frame[REQUEST_SIZE + 64];
  const int text = 6 + length + 2;
  const int size = sprintf(frame, "%x\r\ndata: %.*s\n\n\r\n", text, length, data);
  struct org *org = &orgs[id];
  for (int i = org->count - 1; i >= 0; i--)
    if (write(org->fds[i], frame, size) != size) leave(org->fds[i]);
}

/* Serves the complete requests in the connection's buffer. */
static void serve(int fd) {
  struct request *request = &requests[fd];
  for (;;) {
    request->bytes[request->length] = 0;
    char *end = strstr(request->bytes, "\r\n\r\n");
    if (!end) return;
    int id = 0;
    if (sscanf(request->bytes, "GET /stream/%d", &id) == 1 && id >= 0 && id < MAX_ORGS) {
      join(fd, id);
      return;
    }
    if (sscanf(request->bytes, "POST /publish/%d", &id) != 1 || id < 0 || id >= MAX_ORGS) {
      leave(fd);
      return;
    }
    const char *header = strcasestr(request->bytes, "content-length:");
    const int length = header && header < end ? atoi(header + 15) : 0;
    const int whole = (int)(end + 4 - request->bytes) + length;
    if (length < 0 || whole >= REQUEST_SIZE) {
      leave(fd);
      return;
    }
    if (request->length < whole) return;
    publish(id, end + 4, length);
    memmove(request->bytes, request->bytes + whole, request->length - whole);
    request->length -= whole;
    if (write(fd, ACCEPTED, sizeof ACCEPTED - 1) < 0) {
      leave(fd);
      return;
    }
  }
}

static void receive(int fd) {
  static char ignored[4096];
  if (org_of[fd] >= 0) {
    const ssize_t got = read(fd, ignored, sizeof ignored);
    if (got == 0 || (got < 0 && errno != EAGAIN)) leave(fd);
    return;
  }
  struct request *request = &requests[fd];
  if (!request->bytes && !(request->bytes = malloc(REQUEST_SIZE))) exit(1);
  const ssize_t got = read(fd, request->bytes + request->length, REQUEST_SIZE - 1 - request->length);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) leave(fd);
    return;
  }
  request->length += got;
  serve(fd);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
    perror("listen");
    return 1;
  }
  const int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[EVENTS];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    const int count = epoll_wait(poll, ready, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      if (ready[i].data.fd != listener) {
        receive(ready[i].data.fd);
        continue;
      }
      int fd;
      while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MAX_FDS) {
          close(fd);
          continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        org_of[fd] = -1;
        event.data.fd = fd;
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
      }
    }
  }
}

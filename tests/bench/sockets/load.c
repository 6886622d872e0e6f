/* Thousands of phones in one thread: what a load generator costs must be little beside the server.
 *
 *     load PORT PATH COOKIES        one line of the file COOKIES for each phone
 *
 * Reads one command a line, and answers each with one line of JSON (times in ms):
 *
 *     join N             connect who is not connected, N at once, until each has its welcome
 *     drop               cut all lines
 *     question R         wait until each has been asked the question of round R
 *     vote R MS          each votes once, at a random moment within MS
 *     half R MS          every other line is cut and comes back at once; the rest vote meanwhile
 *     saturate R N       each votes again and again, N at once over all, VOTES times each
 *     stall R MS         every twentieth reads nothing while the others vote: each one's longest wait for a picture
 *
 * Speaks only to the loopback interface. Compiled by `transports.py` where there is a compiler.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { VOTES = 15, DEAF = 20, DEAF_BYTES = 2048, BUFFER = 8192, EVENTS = 512, STDIN = -1, PER_ADDRESS = 20000, GIVE_UP_MS = 60000 };
enum state { AWAY, CONNECTING, SHAKING, GREETED, HERE };

struct phone {
    int fd, have, round, seq, votes, waiting, deaf;
    enum state state;
    double since, due, shown, longest;
    char *cookie;
    char in[BUFFER];
};

static struct phone *phones;
static int count, port, queue, here, joining, under_way, answered, asked, closed, refused;
static int only_votes; /* are timed, and no joins */
static int only_waits; /* for pictures are timed, and no votes */
static const char *path;
static double *took;
static int taken;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double busy(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void leave(struct phone *one) {
    if (one->state == AWAY) return;
    if (one->state == HERE) here--; else joining--;
    if (one->waiting) under_way--;
    close(one->fd);
    one->state = AWAY;
    one->have = one->waiting = 0;
}

static void say(struct phone *one, int opcode, const char *text, int size) {
    unsigned char out[256] = {0x80 | opcode, 0x80 | size, 0, 0, 0, 0}; /* masked by nothing */
    memcpy(out + 6, text, size);
    if (write(one->fd, out, size + 6) != size + 6) { closed++; leave(one); }
}

static void join(struct phone *one) {
    int index = one - phones;
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    /* However a line ends, its port is free at once: thousands that are not make the next run wait for ports. */
    struct linger at_once = {1, 0};
    setsockopt(one->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    /* As browsers do: a vote just behind a pong would else wait 40 ms for the pong to be confirmed. */
    int undelayed = 1;
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &undelayed, sizeof undelayed);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001 + index / PER_ADDRESS)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000001)};
    if (bind(one->fd, (void *)&from, sizeof from) || (connect(one->fd, (void *)&to, sizeof to) && errno != EINPROGRESS)) {
        perror("join");
        exit(1);
    }
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = index};
    epoll_ctl(queue, EPOLL_CTL_ADD, one->fd, &event);
    one->state = CONNECTING;
    one->since = now();
    joining++;
}

static void shake(struct phone *one) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = one - phones};
    epoll_ctl(queue, EPOLL_CTL_MOD, one->fd, &event);
    dprintf(one->fd,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Accept-Language: de-DE,de;q=0.9,en;q=0.8\r\nCookie: %s\r\n"
        "User-Agent: Mozilla/5.0 (Linux; Android 14; Mobile)\r\n\r\n", path, port, port, one->cookie);
    one->state = SHAKING;
}

static void vote(struct phone *one, int round) {
    char text[128];
    one->seq++;
    int size = sprintf(text, "{\"type\":\"vote\",\"round\":%d,\"seq\":%d,\"answer\":{\"options\":[%d]}}", round, one->seq, one->seq % 4);
    one->since = now();
    one->waiting = 1;
    one->votes++;
    under_way++;
    say(one, 1, text, size);
}

static int begins(const char *text, int size, const char *with) {
    int length = strlen(with);
    return size >= length && !memcmp(text, with, length);
}

static void hear(struct phone *one, char *text, int size) {
    if (begins(text, size, "{\"type\":\"counted\"") || begins(text, size, "{\"type\":\"re")) {
        refused += text[9] == 'r';
        if (one->waiting) { one->waiting = 0; under_way--; answered++; if (!only_waits) took[taken++] = now() - one->since; }
        return;
    }
    double at = now();
    if (at - one->shown > one->longest) one->longest = at - one->shown;
    one->shown = at;
    char *round = memmem(text, size, "\"round\":", 8);
    int open = memmem(text, size, "\"state\":\"open\"", 14) != NULL;
    one->round = round && open ? atoi(round + 8) : 0;
    if (one->state == GREETED) { one->state = HERE; here++; joining--; if (!only_votes) took[taken++] = now() - one->since; }
    if (one->round && one->round == asked) took[taken++] = now();
}

static int frames(struct phone *one, char *at, char *end) {
    char *begin = at;
    while (end - at >= 2) {
        int size = at[1] & 127, head = 2;
        if (size == 126) {
            if (end - at < 4) break;
            size = (unsigned char)at[2] << 8 | (unsigned char)at[3];
            head = 4;
        }
        if (end - at < head + size) break;
        int opcode = at[0] & 15;
        if (opcode == 1) hear(one, at + head, size);
        else if (opcode == 9) say(one, 10, "", 0);
        else if (opcode == 8) { closed++; leave(one); }
        if (one->state == AWAY) return 0;
        at += head + size;
    }
    return at - begin;
}

static void receive(struct phone *one) {
    int got = read(one->fd, one->in + one->have, BUFFER - one->have), used = 0;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) { closed++; leave(one); return; }
    one->have += got;
    if (one->state == SHAKING) {
        char *end = memmem(one->in, one->have, "\r\n\r\n", 4);
        if (!end) return;
        if (!begins(one->in, one->have, "HTTP/1.1 101")) { closed++; leave(one); return; }
        used = end + 4 - one->in;
        one->state = GREETED;
        say(one, 1, "{\"type\":\"hello\"}", 16);
        if (one->state == AWAY) return;
    }
    used += frames(one, one->in + used, one->in + one->have);
    if (one->state == AWAY) return;
    one->have -= used;
    memmove(one->in, one->in + used, one->have);
}

/* Handles what has come; true where a command waits. */
static int turn(double until) {
    struct epoll_event events[EVENTS];
    double left = until - now();
    struct timespec wait = {0, left < 0 ? 0 : left > 50 ? 50000000 : left * 1e6};
    int ready = epoll_pwait2(queue, events, EVENTS, &wait, NULL), command = 0;
    for (int i = 0; i < ready; i++) {
        if (events[i].data.u32 == (uint32_t)STDIN) command = 1;
        else if (phones[events[i].data.u32].state == CONNECTING) shake(phones + events[i].data.u32);
        else if (phones[events[i].data.u32].state != AWAY) receive(phones + events[i].data.u32);
    }
    return command;
}

static int smaller(const void *a, const void *b) {
    double d = *(const double *)a - *(const double *)b;
    return d < 0 ? -1 : d > 0;
}

static double share(double part) { return taken ? took[(int)(part * (taken - 1))] : 0; }

static int by_due(const void *a, const void *b) { return smaller(&(*(struct phone **)a)->due, &(*(struct phone **)b)->due); }

static void vote_all(int round, double within, double began, double stop) {
    struct phone **order = malloc(count * sizeof *order);
    int wanted = 0, next = 0;
    for (int i = 0; i < count; i++) if (phones[i].state == HERE && !phones[i].deaf) {
        phones[i].due = began + within * (rand() / (RAND_MAX + 1.0));
        order[wanted++] = phones + i;
    }
    qsort(order, wanted, sizeof *order, by_due);
    for (int i = 0; only_votes && i < count; i++) if (phones[i].state == AWAY) join(phones + i);
    while ((next < wanted || under_way || joining) && now() < stop) {
        while (next < wanted && order[next]->due <= now()) {
            vote(order[next], round);
            order[next]->since = order[next]->due; /* a late sender is the server's wait, too */
            next++;
        }
        turn(next < wanted ? order[next]->due : now() + 5);
    }
    free(order);
}

static void saturate(int round, int at_once, double stop) {
    int next = 0, idle = 0;
    for (int i = 0; i < count; i++) phones[i].votes = 0;
    do {
        for (idle = 0; under_way < at_once && idle < count; next = (next + 1) % count) {
            struct phone *one = phones + next;
            if (one->state == HERE && !one->waiting && one->votes < VOTES) { vote(one, round); idle = 0; } else idle++;
        }
        turn(now() + 5);
    } while ((under_way || idle < count) && now() < stop);
}

static void stall(int round, double within, double began, double stop) {
    struct epoll_event event = {.events = EPOLLIN};
    int little = DEAF_BYTES, much = BUFFER * 16;
    only_waits = 1;
    for (int i = 0; i < count; i++) {
        struct phone *one = phones + i;
        one->shown = began;
        one->longest = 0;
        if (one->state != HERE || i % DEAF) continue;
        one->deaf = 1;
        setsockopt(one->fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
        epoll_ctl(queue, EPOLL_CTL_DEL, one->fd, NULL);
    }
    vote_all(round, within, began, stop);
    for (int i = 0; i < count; i++) {
        struct phone *one = phones + i;
        if (one->state == HERE && !one->deaf) took[taken++] = one->longest;
        if (!one->deaf) continue;
        one->deaf = 0;
        event.data.u32 = i;
        setsockopt(one->fd, SOL_SOCKET, SO_RCVBUF, &much, sizeof much);
        epoll_ctl(queue, EPOLL_CTL_ADD, one->fd, &event);
    }
    only_waits = 0;
}

static void obey(char *command) {
    char what[16] = "";
    int a = 0, b = 0;
    sscanf(command, "%15s %d %d", what, &a, &b);
    taken = closed = refused = answered = 0;
    double began = now(), worked = busy(), stop = began + GIVE_UP_MS;
    if (!strcmp(what, "join")) {
        for (int i = 0; (i < count || joining) && now() < stop;) {
            while (i < count && joining < a) { if (phones[i].state == AWAY) join(phones + i); i++; }
            turn(now() + 5);
        }
    } else if (!strcmp(what, "drop")) for (int i = 0; i < count; i++) leave(phones + i);
    else if (!strcmp(what, "question")) {
        asked = a;
        for (int i = 0; i < count; i++) { phones[i].seq = 0; if (phones[i].state == HERE && phones[i].round == a) took[taken++] = began; }
        while (taken < here && now() < stop) turn(now() + 5);
        asked = 0;
    } else if (!strcmp(what, "vote") || (only_votes = !strcmp(what, "half"))) {
        for (int i = 0; only_votes && i < count; i += 2) leave(phones + i);
        vote_all(a, b, began, stop);
        only_votes = 0;
    } else if (!strcmp(what, "saturate")) saturate(a, b, stop);
    else if (!strcmp(what, "stall")) stall(a, b, began, stop);
    double ended = now();
    qsort(took, taken, sizeof *took, smaller);
    printf("{\"ms\": %.3f, \"p50\": %.3f, \"p99\": %.3f, \"first\": %.3f, \"last\": %.3f, \"count\": %d, \"here\": %d, \"closed\": %d, "
        "\"refused\": %d, \"busy\": %.3f}\n", ended - began, share(0.5), share(0.99), share(0), share(1), taken, here, closed, refused,
        ended > began ? (busy() - worked) / (ended - began) : 0);
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    port = atoi(argv[1]);
    path = argv[2];
    char *line = NULL;
    size_t room = 0;
    FILE *cookies = fopen(argv[3], "r");
    while (cookies && getline(&line, &room, cookies) > 0) {
        phones = realloc(phones, (count + 1) * sizeof *phones);
        memset(phones + count, 0, sizeof *phones);
        line[strcspn(line, "\n")] = 0;
        phones[count++].cookie = strdup(line);
    }
    took = malloc(count * (VOTES + 2) * sizeof *took);
    queue = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)STDIN};
    epoll_ctl(queue, EPOLL_CTL_ADD, 0, &event);
    setvbuf(stdin, NULL, _IONBF, 0);
    for (;;) {
        while (!turn(now() + 50));
        if (getline(&line, &room, stdin) <= 0) return 0;
        obey(line);
    }
}

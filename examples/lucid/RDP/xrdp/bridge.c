/* xrdp-bridge: answers GET /health on $PORT (8091). `xrdp-bridge --health` asks a running one. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char ANSWER[] =
    "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"status\": \"healthy\", \"service\": \"rdp-xrdp\"}";

static void stop(int signal_number) { (void)signal_number; _exit(0); }

int main(int count, char **words) {
  const char *port = getenv("PORT");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port ? atoi(port) : 8091)};
  int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  char line[512];
  if (count > 1 && strcmp(words[1], "--health") == 0) {
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect(server, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : 1;
  }
  signal(SIGTERM, stop);
  signal(SIGPIPE, SIG_IGN);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 16)) { perror("xrdp-bridge"); return 1; }
  for (;;) {
    int client = accept(server, 0, 0);
    if (client < 0) continue;
    if (read(client, line, sizeof line) > 0 && write(client, ANSWER, sizeof ANSWER - 1) < 0) perror("xrdp-bridge");
    close(client);
  }
}

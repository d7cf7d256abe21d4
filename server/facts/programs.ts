/**
 * Programs that Dockerfiles commonly run and that neither `scratch` nor a distroless image holds. A program outside of these
 * lists may or may not be there.
 */
const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Tools: a command that names one needs that very program. */
export const tools = list(
  `apk apt apt-cache apt-get apt-key aptitude bash bun bundle cargo catatonit cmake composer curl deno dnf dotnet dpkg
  dumb-init envsubst exec g++ gcc gem git go gosu javac jq make microdnf mvn nginx nodemon npm npx perl php pip pip2 pip3
  pm2 pnpm poetry python2 python2.7 rpm ruby su-exec supervisord tini tini-static ts-node tsx uv uvx wget yarn yum zypper`,
);

/** Small programs of every ordinary system, from GNU and others, and the shells. */
export const utilities = list(
  `ash awk base64 basename bzip2 cat chgrp chmod chown chroot clear cmp cp cut date dd df diff dirname du echo egrep env
  expr false fgrep find fold free grep groups gunzip gzip head hostname id install kill killall less ln ls md5sum mkdir
  mknod mktemp more mount mv nc netcat netstat nohup nproc nslookup od paste pgrep ping pkill printenv printf ps pwd
  readlink realpath rm rmdir sed seq sh sha256sum sha512sum sleep sort ss stat su sync tail tar tee test timeout top touch
  tr true truncate tty umount uname uniq unzip uptime vi watch wc which whoami xargs xz yes zcat`,
);

/** Programs of these lists that the busybox in `:debug` images lacks. */
export const beyondBusybox = list('aptitude ss');

/** Programs that make users; `no-user-creation` reports them. */
export const userPrograms = list('addgroup adduser groupadd useradd');

/** Programs that change or remove users. */
export const accountPrograms = list('chpasswd delgroup deluser gpasswd groupdel groupmod passwd userdel usermod');

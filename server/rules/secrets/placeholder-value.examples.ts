import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV PORT=8080 \
          JWT_SECRET_KEY=CHANGE_ME \
          TRON_API_KEY="your_tron_api_key_here"
      ARG ENDPOINT=<host>
    `,
    underlined: ['CHANGE_ME', '"your_tron_api_key_here"', '<host>'],
  },
  {
    title: 'In the middle of a value',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV DATABASE_URL=postgres://app:changeme@db:5432/app
    `,
  },
  {
    title: 'Passwords that everyone tries first',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV DATABASE_URL=postgres://postgres:postgres@db:5432/app
      ENV REDIS_URL=redis://user:password@localhost:6379
      ENV MYSQL_ROOT_PASSWORD=my-secret-pw
    `,
    underlined: ['postgres://postgres:postgres@db:5432/app', 'redis://user:password@localhost:6379', 'my-secret-pw'],
  },
  {
    title: 'Configuration that the image copies',
    file: 'Dockerfile',
    bad: text`
      FROM node:22 AS builder
      WORKDIR /src
      COPY . .
      FROM scratch
      COPY config/app.yaml /app/
      COPY --from=builder /src/settings /app/settings
    `,
    underlined: ['.', 'config/app.yaml'],
    with: {
      'config/app.yaml': 'db:\n  host: db\n  password: "CHANGE_ME"\n',
      'settings/service.env': 'API_KEY=your_api_key_here\n',
    },
  },
  {
    title: 'A configuration file without equals signs',
    file: 'Dockerfile',
    bad: text`
      FROM redis:7
      COPY redis.conf /etc/redis.conf
    `,
    underlined: ['redis.conf'],
    with: { 'redis.conf': 'port 6379\nrequirepass CHANGE_ME\n' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Real values, and values that are not known',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ARG TOKEN
      ENV A=exchange-me-not B=xx C="<<" D=methodology E=here F=TODOLIST G=\${CHANGE_ME} H=interchange I=your_name J=sorry_your_turn
    `,
  },
  {
    title: 'Comments and commands',
    file: 'Dockerfile',
    text: text`
      # CHANGE_ME
      FROM debian:12
      LABEL note="TODO"
      RUN sed -i s/CHANGE_ME/x/ /etc/app.conf
    `,
  },
  {
    title: 'A builder that only needs some value',
    file: 'Dockerfile',
    text: text`
      FROM node:22 AS builder
      ENV DATABASE_URL=postgres://user:password@localhost:5432/app
      ARG DB_PASSWORD=password
      RUN npx prisma generate
      FROM scratch
      COPY --from=builder /app /app
    `,
  },
  {
    title: 'Examples, comments, code, and files that copy-secret reports',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY config/ /app/
      COPY .env.secrets /app/
    `,
    with: {
      'config/app.example.yaml': 'password: CHANGE_ME\n',
      'config/app.yaml': '# password: CHANGE_ME\nnote: please change me later\npassword: $PASSWORD\n',
      'config/main.py': 'password = "CHANGE_ME"\n',
      '.env.secrets': 'API_KEY=CHANGE_ME\n',
    },
  },
];

import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      # syntax=docker/dockerfile:1.5
      FROM debian:12
      RUN cat > /info.py << 'EOF' && \
        cat /info.py
      COPY = "text"
      EOF
      COPY << →DATA <<-MORE /x/
      a
      DATA
      →b
      →MORE
    `.replaceAll('→', '\t'),
    underlined: ["<< 'EOF'", '<< 	DATA'],
    good: text`
      # syntax=docker/dockerfile:1.5
      FROM debian:12
      RUN cat > /info.py <<'EOF' && \
        cat /info.py
      COPY = "text"
      EOF
      COPY <<DATA <<-MORE /x/
      a
      DATA
      →b
      →MORE
    `.replaceAll('→', '\t'),
  },
  {
    title: 'A frontend without here-documents',
    file: 'Dockerfile',
    bad: text`
      # syntax=docker/dockerfile:1.2
      FROM debian:12
      RUN << EOF
      echo hello
      EOF
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'No version pinned',
    file: 'Dockerfile',
    text: text`
      # syntax=docker/dockerfile:1
      FROM debian:12
      RUN cat << EOF
      x
      EOF
    `,
  },
  {
    title: 'A frontend that is new enough',
    file: 'Dockerfile',
    text: text`
      # syntax=docker/dockerfile:1.16
      FROM debian:12
      RUN cat << EOF
      x
      EOF
    `,
  },
  {
    title: 'No space',
    file: 'Dockerfile',
    text: text`
      # syntax=docker/dockerfile:1.5
      FROM debian:12
      RUN cat <<EOF
      x
      EOF
    `,
  },
  {
    title: 'A pin that has no effect',
    file: 'Dockerfile',
    text: text`

      # syntax=docker/dockerfile:1.5
      FROM debian:12
      RUN cat << EOF
      x
      EOF
    `,
  },
];

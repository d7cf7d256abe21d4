import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: '# syntax=docker/dockerfile:1.5\nFROM debian:12\nRUN cat > /info.py << \'EOF\' && \\\n  cat /info.py\nCOPY = "text"\nEOF\nCOPY << \tDATA <<-MORE /x/\na\nDATA\n\tb\n\tMORE\n',
    underlined: ["<< 'EOF'", '<< 	DATA'],
    good: '# syntax=docker/dockerfile:1.5\nFROM debian:12\nRUN cat > /info.py <<\'EOF\' && \\\n  cat /info.py\nCOPY = "text"\nEOF\nCOPY <<DATA <<-MORE /x/\na\nDATA\n\tb\n\tMORE\n',
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
